package org.convzoo.ops.augment;

import org.convzoo.ops.augment.sample.BatchAugmentation;
import org.convzoo.ops.augment.sample.BatchRandom;
import org.convzoo.ops.augment.sample.Preconditions;
import org.tensorflow.op.Ops;

/**
 * Blends each image with another of its batch, and their labels in the same shares: Zhang et al.,
 * ICLR 2018, equation 1. One share a batch, from Beta(alpha, alpha), as in the authors' program.
 *
 * <p>Ours: the other is the next image of the batch, whose order is random already.
 *
 * @param alpha above 0
 */
public record Mixup(float alpha) implements BatchAugmentation {

  public Mixup {
    Preconditions.positive("alpha", alpha);
  }

  @Override
  public Batch apply(Ops tf, Batch batch, BatchRandom chance) {
    var share = chance.beta("share", alpha);
    Batch other = batch.next(tf);
    return new Batch(
        BatchAugmentation.blend(tf, batch.images(), other.images(), share),
        BatchAugmentation.blend(tf, batch.shares(), other.shares(), share));
  }
}
