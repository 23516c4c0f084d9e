package org.convzoo.ops.augment;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.types.TFloat32;

/**
 * Changes brightness, then contrast, then saturation, each by a factor of its own from U(1 - x, 1 +
 * x), and cuts off at 0 and 255 each time: the photometric distortions of Howard, arXiv:1312.5402,
 * section 2.3, in fixed order. Brightness is a multiple of black, contrast of the image's mean
 * grey, saturation of the pixel's own grey; a grey image has none.
 *
 * @param brightness 0 to 1
 * @param contrast 0 to 1
 * @param saturation 0 to 1
 */
public record ColorJitter(float brightness, float contrast, float saturation)
    implements ImageAugmentation {

  private static final float[] GREY = {0.299f, 0.587f, 0.114f}; // ITU-R BT.601

  public ColorJitter {
    Checks.within("brightness", brightness, 0, 1);
    Checks.within("contrast", contrast, 0, 1);
    Checks.within("saturation", saturation, 0, 1);
  }

  @Override
  public int draws() {
    return 3;
  }

  @Override
  public Sample apply(Ops tf, Sample sample, Draws draws) {
    var bright = factor(draws, brightness);
    var contrasting = factor(draws, contrast);
    var saturated = factor(draws, saturation);
    boolean isGrey = sample.channels() == 1;
    return sample.recolor(
        tf,
        start -> {
          Operand<TFloat32> x = start;
          if (brightness > 0) {
            x = away(tf, x, tf.constant(0f), bright);
          }
          if (contrast > 0) {
            var mean = tf.math.mean(isGrey ? x : grey(tf, x), tf.constant(new int[] {0, 1, 2}));
            x = away(tf, x, mean, contrasting);
          }
          if (saturation > 0 && !isGrey) {
            x = away(tf, x, grey(tf, x), saturated);
          }
          return x;
        });
  }

  private static Operand<TFloat32> factor(Draws draws, float most) {
    return draws.between(1 - most, 1 + most);
  }

  /** Moves away from {@code from} by a factor. */
  private static Operand<TFloat32> away(
      Ops tf, Operand<TFloat32> x, Operand<TFloat32> from, Operand<TFloat32> factor) {
    var moved = tf.math.add(from, tf.math.mul(tf.math.sub(x, from), factor));
    return tf.clipByValue(moved, tf.constant(0f), tf.constant(255f));
  }

  /** [H,W,3] to [H,W,1]. */
  private static Operand<TFloat32> grey(Ops tf, Operand<TFloat32> rgb) {
    var weighted = tf.math.mul(rgb, tf.constant(GREY));
    return tf.reduceSum(weighted, tf.constant(2), ReduceSum.keepDims(true));
  }
}
