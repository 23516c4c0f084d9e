package org.convzoo.ops.augment;

import java.util.List;
import org.convzoo.ops.augment.sample.ImageAugmentation;
import org.convzoo.ops.augment.sample.Preconditions;
import org.convzoo.ops.augment.sample.Rectangle;
import org.convzoo.ops.augment.sample.Rectangle.Aspect;
import org.convzoo.ops.augment.sample.Rectangle.Ratios;
import org.convzoo.ops.augment.sample.Sample;
import org.convzoo.ops.augment.sample.UniformSamples;
import org.tensorflow.op.Ops;

/**
 * Covers a random rectangle of some images: Zhong et al., arXiv:1708.04896, algorithm 1
 * (probability 0.5, area 0.02 to 0.4, aspect 0.3 to 3.33).
 *
 * @param probability that an image is covered, 0 to 1
 * @param area least and greatest share of the image
 * @param aspect least and greatest height by width, as the paper has it
 * @param fill its grey, 0 to 255
 */
public record Erase(float probability, List<Float> area, List<Float> aspect, float fill)
    implements ImageAugmentation {

  public Erase {
    Preconditions.within("probability", probability, 0, 1);
    area = Preconditions.range("area", area, 0, 1);
    aspect = Preconditions.range("aspect", aspect, 0.01, 100);
    Preconditions.within("fill", fill, 0, 255);
  }

  @Override
  public int randomNumbers() {
    return Rectangle.DRAWS + 1;
  }

  @Override
  public Sample apply(Ops tf, Sample sample, UniformSamples draws) {
    var image = sample.size(tf);
    var none = tf.constant(new int[2]);
    Rectangle drawn =
        Rectangle.random(tf, image, area, new Ratios(Aspect.HEIGHT_BY_WIDTH, aspect), none, draws);
    var whether = tf.math.less(draws.uniform(), tf.constant(probability));
    Rectangle hole = new Rectangle(drawn.offset(), tf.select(whether, drawn.size(), none));
    return sample.recolor(tf, pixels -> hole.paint(tf, pixels, image, fill));
  }
}
