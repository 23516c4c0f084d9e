package org.convzoo.ops.augment;

import org.tensorflow.op.Ops;

/** An augmentation that only crops and mirrors, so that it can be done to many images at once. */
interface Move extends ImageAugmentation {

  /** Draws it. */
  <S extends Movable<S>> S move(Ops tf, S images, Draws draws);

  @Override
  default Sample apply(Ops tf, Sample sample, Draws draws) {
    return move(tf, sample, draws);
  }
}
