package org.convzoo.train.recipe;

import org.convzoo.Require;

/**
 * When the state is written, besides at each epoch's end.
 *
 * @param every steps between two checkpoints, or 0 for the ends of epochs alone
 * @param keep how many of the newest are kept, at least 1, besides the best
 */
public record CheckpointFrequency(int every, int keep) {

  public CheckpointFrequency {
    Require.atLeast(0, "every", every);
    Require.atLeast(1, "keep", keep);
  }
}
