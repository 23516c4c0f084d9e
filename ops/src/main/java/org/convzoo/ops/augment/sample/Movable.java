package org.convzoo.ops.augment.sample;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;

/**
 * What can be cropped and mirrored, together with what is true of it: an image ({@link Sample}), or
 * N of one size, each in its own way ({@link Samples}).
 */
public interface Movable<S> {

  /** Returns height and width: [2]. */
  Operand<TInt32> size(Ops tf);

  /**
   * Cuts a window out. What of it lies outside of the image is filled, and is labelled 0 where
   * pixels have labels.
   *
   * @param offset of the window: [2], or [N,2]
   * @param size of it: [2]
   * @param fill 0 to 255
   */
  S crop(Ops tf, Operand<TInt32> offset, Operand<TInt32> size, float fill);

  /**
   * Mirrors, where {@code whether} is 1: left becomes right.
   *
   * @param whether 0 or 1: [], or [N]
   */
  S flip(Ops tf, Operand<TInt32> whether);
}
