package org.convzoo.ops.augment;

import org.convzoo.UsageException;
import org.convzoo.ops.augment.sample.Affine;
import org.convzoo.ops.augment.sample.ImageAugmentation;
import org.convzoo.ops.augment.sample.Preconditions;
import org.convzoo.ops.augment.sample.Sample;
import org.convzoo.ops.augment.sample.UniformSamples;
import org.tensorflow.op.Ops;

/**
 * Turns an image around its centre by an angle from U(-degrees, degrees) and leaves its size, as
 * torchvision's {@code RandomRotation} does. Pixels between pixels are bilinear; labels of pixels
 * are those of the nearest.
 *
 * @param degrees the largest angle, above 0 and at most 180
 * @param fill the grey of what comes from outside, 0 to 255
 */
public record Rotation(float degrees, float fill) implements ImageAugmentation {

  public Rotation {
    if (!(degrees > 0 && degrees <= 180)) {
      throw new UsageException("degrees must be above 0 and at most 180, got " + degrees);
    }
    Preconditions.within("fill", fill, 0, 255);
  }

  @Override
  public int randomNumbers() {
    return 1;
  }

  @Override
  public Sample apply(Ops tf, Sample sample, UniformSamples draws) {
    var angle = draws.between(-degrees, degrees);
    Affine turn = Affine.rotation(tf, angle, sample.size(tf));
    return sample.move(tf, turn, Affine.Rule.BILINEAR, fill);
  }
}
