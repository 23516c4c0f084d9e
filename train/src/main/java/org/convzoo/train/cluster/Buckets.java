package org.convzoo.train.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.tensorflow.ndarray.Shape;

/**
 * What is sent together. Each message costs time of its own, and a large one begins late; about
 * {@value #MOST} numbers were the fastest that was tried.
 */
public final class Buckets {

  /** Numbers in a bucket, at the most; what is larger has buckets of its own. */
  public static final long MOST = 2_000_000;

  private Buckets() {}

  /**
   * Cuts a list into runs that fill a bucket each.
   *
   * @param size how many numbers an element has
   */
  public static <T> List<List<T>> of(List<T> all, ToLongFunction<T> size) {
    List<List<T>> buckets = new ArrayList<>();
    long filled = 0;
    for (T each : all) {
      long more = size.applyAsLong(each);
      if (buckets.isEmpty() || filled + more > MOST) {
        buckets.add(new ArrayList<>());
        filled = 0;
      }
      buckets.get(buckets.size() - 1).add(each);
      filled += more;
    }
    return buckets;
  }

  /**
   * Cuts a tensor into parts that fill a bucket each, along its first axis.
   *
   * @return how many rows each has: one part where the tensor fills no more than a bucket, or where
   *     it has no axes
   */
  static int[] rows(Shape shape) {
    if (shape.numDimensions() == 0 || shape.size() <= MOST) {
      return new int[] {1};
    }
    int rows = Math.toIntExact(shape.get(0));
    int each = (int) Math.max(1, MOST / (shape.size() / rows));
    int[] parts = new int[(rows + each - 1) / each];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = Math.min(each, rows - i * each);
    }
    return parts;
  }
}
