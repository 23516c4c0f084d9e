package org.convzoo.ops.augment;

import org.convzoo.ops.augment.sample.ImageAugmentation;
import org.convzoo.ops.augment.sample.Movable;
import org.convzoo.ops.augment.sample.Sample;
import org.convzoo.ops.augment.sample.UniformSamples;
import org.tensorflow.op.Ops;

/** An augmentation that only crops and mirrors, so that it can be done to many images at once. */
interface CropOrMirror extends ImageAugmentation {

  /** Builds it. */
  <S extends Movable<S>> S move(Ops tf, S images, UniformSamples draws);

  @Override
  default Sample apply(Ops tf, Sample sample, UniformSamples draws) {
    return move(tf, sample, draws);
  }
}
