package org.convzoo;

/** What is required of numbers by their names. Each check throws a {@link UsageException}. */
public final class Require {

  private Require() {}

  /** 0 to below 1. */
  public static void share(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new UsageException(name + " must be in 0..1, got " + value);
    }
  }

  /** Above 0, and finite. */
  public static void positive(String name, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new UsageException(name + " must be above 0, got " + value);
    }
  }

  /** At least 0, and finite. */
  public static void atLeastZero(String name, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new UsageException(name + " must be at least 0, got " + value);
    }
  }

  public static void atLeast(long least, String name, long value) {
    if (value < least) {
      throw new UsageException("%s must be at least %d, got %d", name, least, value);
    }
  }
}
