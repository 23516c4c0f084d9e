package org.convzoo.ops.augment.sample;

import java.util.List;
import org.convzoo.UsageException;

/** What augmentations require of their numbers, each refusal with what was found. */
public final class Preconditions {

  private Preconditions() {}

  public static void within(String name, double value, double low, double high) {
    if (!(value >= low && value <= high)) {
      String limits =
          high == Integer.MAX_VALUE
              ? "at least %s".formatted(plain(low))
              : "%s to %s".formatted(plain(low), plain(high));
      throw new UsageException("%s must be %s, got %s", name, limits, plain(value));
    }
  }

  private static String plain(double value) {
    return value == Math.rint(value) ? "%.0f".formatted(value) : Double.toString(value);
  }

  private static <T> List<T> given(String name, List<T> values) {
    if (values == null) {
      throw new UsageException(name + " has no value");
    }
    return values;
  }

  /** One number for both sides, or height and width. */
  public static List<Integer> size(List<Integer> size) {
    if (given("size", size).isEmpty() || size.size() > 2) {
      throw new UsageException("size must be one number, or height and width, got " + size);
    }
    size.forEach(side -> within("size", side, 1, Integer.MAX_VALUE));
    return List.of(size.get(0), size.get(size.size() - 1));
  }

  /** One number, or the least and the greatest. */
  public static <N extends Number> List<N> range(
      String name, List<N> range, double low, double high) {
    if (given(name, range).isEmpty() || range.size() > 2) {
      throw new UsageException(
          "%s must be one number, or the least and the greatest, got %s", name, range);
    }
    List<N> both = List.of(range.get(0), range.get(range.size() - 1));
    both.forEach(end -> within(name, end.doubleValue(), low, high));
    if (both.get(0).doubleValue() > both.get(1).doubleValue()) {
      throw new UsageException("%s must begin with the least, got %s", name, range);
    }
    return both;
  }

  public static <T> List<T> three(String name, List<T> values) {
    if (given(name, values).size() != 3) {
      throw new UsageException("%s must be 3, got %s", name, values);
    }
    return List.copyOf(values);
  }

  public static void positive(String name, double value) {
    if (!(value > 0)) {
      throw new UsageException("%s must be above 0, got %s", name, value);
    }
  }
}
