package org.convzoo.train.recipe;

/** Where the statistics come from that batch norm has in inference. */
public enum BatchNormStatistics {
  /** Moving averages of the batches' statistics, as training goes on. */
  MOVING_AVERAGE,
  /**
   * Means of the batches' statistics in a pass over all training images, before each evaluation.
   */
  RECOMPUTE
}
