package org.convzoo.train.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * What is sent together. Each message costs time of its own, and a large one begins late; about
 * {@value #MOST} numbers were the fastest that was tried.
 */
public final class Buckets {

  /** Numbers in a bucket, at the most; what is larger has one of its own. */
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
}
