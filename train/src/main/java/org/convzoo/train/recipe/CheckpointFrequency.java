package org.convzoo.train.recipe;

import org.convzoo.UsageException;

/**
 * When the state is written, besides at each epoch's end.
 *
 * @param every steps between two checkpoints, or 0 for the ends of epochs alone
 * @param keep how many of the newest are kept, at least 1, besides the best
 */
public record CheckpointFrequency(int every, int keep) {

  public CheckpointFrequency {
    if (every < 0) {
      throw new UsageException("every must be at least 0, got " + every);
    }
    Recipe.requireAtLeastOne("keep", keep);
  }
}
