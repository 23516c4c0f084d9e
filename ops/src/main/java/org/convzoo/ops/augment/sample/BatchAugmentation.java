package org.convzoo.ops.augment.sample;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A change of the images of a batch, and of their labels, among one another: each depends on itself
 * and the {@linkplain Batch#next next} alone.
 */
public non-sealed interface BatchAugmentation extends Augmentation {

  /**
   * Images and the share that each class has of each.
   *
   * @param images [N,H,W,C], as the network sees them
   * @param shares [N,classes], each row with the sum 1
   */
  record Batch(Operand<TFloat32> images, Operand<TFloat32> shares) {

    /** Puts each image's next in its place; the last one's is the first. */
    public Batch next(Ops tf) {
      return new Batch(next(tf, images), next(tf, shares));
    }

    private static Operand<TFloat32> next(Ops tf, Operand<TFloat32> all) {
      return tf.roll(all, tf.constant(-1), tf.constant(0));
    }
  }

  /**
   * Builds it.
   *
   * @param chance the only source of anything random in it
   */
  Batch apply(Ops tf, Batch batch, BatchRandom chance);

  /** Returns {@code share} of {@code a} and the rest of {@code b}. */
  static Operand<TFloat32> blend(
      Ops tf, Operand<TFloat32> a, Operand<TFloat32> b, Operand<TFloat32> share) {
    return tf.math.add(b, tf.math.mul(tf.math.sub(a, b), share));
  }
}
