package org.convzoo.ops.augment;

import org.convzoo.ops.augment.sample.ImageAugmentation;
import org.convzoo.ops.augment.sample.Preconditions;
import org.convzoo.ops.augment.sample.Sample;
import org.convzoo.ops.augment.sample.UniformSamples;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
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

  public ColorJitter {
    Preconditions.within("brightness", brightness, 0, 1);
    Preconditions.within("contrast", contrast, 0, 1);
    Preconditions.within("saturation", saturation, 0, 1);
  }

  @Override
  public int randomNumbers() {
    return 3;
  }

  @Override
  public Sample apply(Ops tf, Sample sample, UniformSamples draws) {
    var bright = factor(draws, brightness);
    var contrasting = factor(draws, contrast);
    var saturated = factor(draws, saturation);
    boolean isGrey = sample.channels() == 1;
    return sample.recolor(
        tf,
        start -> {
          Operand<TFloat32> x = start;
          if (brightness > 0) {
            x = Colors.away(tf, x, tf.constant(0f), bright);
          }
          if (contrast > 0) {
            x = Colors.away(tf, x, Colors.mean(tf, Colors.grey(tf, x)), contrasting);
          }
          if (saturation > 0 && !isGrey) {
            x = Colors.away(tf, x, Colors.grey(tf, x), saturated);
          }
          return x;
        });
  }

  private static Operand<TFloat32> factor(UniformSamples draws, float most) {
    return draws.between(1 - most, 1 + most);
  }
}
