package org.convzoo.ops.augment;

import org.tensorflow.op.Ops;

/** Mirrors one image in two: left becomes right. */
public record Flip() implements ImageAugmentation {

  @Override
  public Sample apply(Ops tf, Sample sample, Chance chance) {
    return sample.flip(tf, chance.whole("flip", tf.constant(2)));
  }
}
