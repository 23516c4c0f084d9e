package org.convzoo.train.optimizer;

import org.convzoo.UsageException;

/** Checks of hyperparameters that optimisers have in common. */
final class Hyperparameters {

  private Hyperparameters() {}

  static void requireShare(String key, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new UsageException(key + " must be in 0..1, got " + value);
    }
  }

  static void requirePositive(String key, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new UsageException(key + " must be above 0, got " + value);
    }
  }

  static void requireAtLeastZero(String key, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new UsageException(key + " must be at least 0, got " + value);
    }
  }
}
