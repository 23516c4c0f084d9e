package org.convzoo.ops.augment;

import java.util.List;
import org.convzoo.ops.augment.sample.ImageAugmentation;
import org.convzoo.ops.augment.sample.Interpolation;
import org.convzoo.ops.augment.sample.Preconditions;
import org.convzoo.ops.augment.sample.Rectangle;
import org.convzoo.ops.augment.sample.Rectangle.Aspect;
import org.convzoo.ops.augment.sample.Rectangle.Ratios;
import org.convzoo.ops.augment.sample.Sample;
import org.convzoo.ops.augment.sample.UniformSamples;
import org.tensorflow.op.Ops;

/**
 * Cuts out a part of random area and shape, and resizes it: Szegedy et al. 2015, section 6 (8 to
 * 100 % of the area, aspect 3/4 to 4/3, and one of several interpolations, each as likely). Where
 * none of ten parts fits, the whole image is taken.
 *
 * @param size height and width to resize to, or one number for both
 * @param area least and greatest share of the image
 * @param aspect least and greatest width by height
 * @param interpolations of which one is sampled for each image; {@code bilinear} where absent
 */
public record RandomResizedCrop(
    List<Integer> size, List<Float> area, List<Float> aspect, List<Interpolation> interpolations)
    implements ImageAugmentation {

  public RandomResizedCrop {
    size = Preconditions.size(size);
    area = Preconditions.range("area", area, 0, 1);
    aspect = Preconditions.range("aspect", aspect, 0.01, 100);
    interpolations =
        interpolations == null || interpolations.isEmpty()
            ? List.of(Interpolation.BILINEAR)
            : List.copyOf(interpolations);
  }

  @Override
  public int randomNumbers() {
    return Rectangle.DRAWS + 1;
  }

  @Override
  public Sample apply(Ops tf, Sample sample, UniformSamples draws) {
    var image = sample.size(tf);
    Rectangle part =
        Rectangle.random(tf, image, area, new Ratios(Aspect.WIDTH_BY_HEIGHT, aspect), image, draws);
    var which = draws.whole(interpolations.size());
    var to = tf.constant(new int[] {size.get(0), size.get(1)});
    return sample
        .crop(tf, part.offset(), part.size(), 0)
        .resize(tf, to, Interpolation.oneOf(interpolations, which));
  }
}
