package org.convzoo.train.recipe;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How batch norm comes to its statistics.
 *
 * @param statistics those that are tested and exported, or null for moving averages
 * @param synchronised whether, where replicas share a batch, each normalises its images by the
 *     moments of the whole batch, or by those of its own share
 */
public record BatchNormOptions(
    BatchNormStatistics statistics, @JsonProperty("synchronized") boolean synchronised) {

  static final BatchNormOptions USUAL = new BatchNormOptions(null, false);

  public BatchNormOptions {
    statistics = statistics == null ? BatchNormStatistics.MOVING_AVERAGE : statistics;
  }
}
