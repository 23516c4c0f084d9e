package org.convzoo.ops.augment;

import org.convzoo.ops.augment.sample.BatchAugmentation;
import org.convzoo.ops.augment.sample.BatchRandom;
import org.convzoo.ops.augment.sample.Preconditions;
import org.convzoo.ops.augment.sample.Rectangle;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Replaces a rectangle of each image by that of another of its batch, and the same share of its
 * label: Yun et al., ICCV 2019, section 3.1. One rectangle a batch, of the image's shape, as in the
 * authors' program: it covers 1 - Beta(alpha, alpha) of the image, or less at an edge.
 *
 * <p>Ours: the other is the next image of the batch, whose order is random already.
 *
 * @param alpha above 0
 */
public record Cutmix(float alpha) implements BatchAugmentation {

  public Cutmix {
    Preconditions.positive("alpha", alpha);
  }

  @Override
  public Batch apply(Ops tf, Batch batch, BatchRandom chance) {
    Operand<TInt32> size =
        tf.slice(tf.shape(batch.images()), tf.constant(new int[] {1}), tf.constant(new int[] {2}));
    Operand<TFloat32> share = chance.beta("share", alpha);
    var side = tf.math.sqrt(tf.math.sub(tf.constant(1f), share));
    var sides = tf.math.mul(tf.dtypes.cast(size, TFloat32.class), side);
    Rectangle cut =
        Rectangle.around(
            tf,
            chance.uniform("middle", 2).pair(size),
            tf.dtypes.cast(tf.math.floor(sides), TInt32.class));
    Operand<TFloat32> other = cut.mask(tf, size); // [H,W,1]
    Batch next = batch.next(tf);
    Operand<TFloat32> area = tf.math.mean(other, tf.constant(new int[] {0, 1, 2}));
    return new Batch(
        BatchAugmentation.blend(tf, next.images(), batch.images(), other),
        BatchAugmentation.blend(tf, next.shares(), batch.shares(), area));
  }
}
