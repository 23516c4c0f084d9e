package org.convzoo.train.recipe;

/**
 * How batch norm comes to its statistics.
 *
 * @param statistics those that are tested and exported, or null for moving averages
 */
public record BatchNormOptions(BatchNormStatistics statistics) {

  static final BatchNormOptions USUAL = new BatchNormOptions(null);

  public BatchNormOptions {
    statistics = statistics == null ? BatchNormStatistics.MOVING_AVERAGE : statistics;
  }
}
