package org.convzoo.ops.augment.sample;

import org.tensorflow.op.Ops;

/** A change of one training image and of the truth about it. */
public non-sealed interface ImageAugmentation extends Augmentation {

  /** Returns how many random numbers an image takes. */
  int randomNumbers();

  /**
   * Builds it.
   *
   * @param draws so many numbers, the only source of anything random in it
   */
  Sample apply(Ops tf, Sample sample, UniformSamples draws);
}
