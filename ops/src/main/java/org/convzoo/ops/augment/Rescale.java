package org.convzoo.ops.augment;

import java.util.List;
import org.convzoo.ops.augment.sample.ImageAugmentation;
import org.convzoo.ops.augment.sample.Preconditions;
import org.convzoo.ops.augment.sample.Sample;
import org.convzoo.ops.augment.sample.UniformSamples;
import org.convzoo.ops.image.ImageResizing;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;

/**
 * Resizes so that the shorter side has so many pixels, and keeps the shape.
 *
 * @param shorter one number, as in Krizhevsky et al. 2012, section 2 (256); or two, between which
 *     the side is sampled anew for each image, as in Simonyan, Zisserman 2015, section 3.1 (256 and
 *     512)
 */
public record Rescale(List<Integer> shorter) implements ImageAugmentation {

  public Rescale {
    shorter = Preconditions.range("shorter", shorter, 1, Integer.MAX_VALUE);
  }

  @Override
  public int randomNumbers() {
    return shorter.get(1) > shorter.get(0) ? 1 : 0;
  }

  @Override
  public Sample apply(Ops tf, Sample sample, UniformSamples draws) {
    int least = shorter.get(0);
    int more = shorter.get(1) - least;
    Operand<TInt32> side = tf.constant(least);
    if (more > 0) {
      side = tf.math.add(side, draws.whole(more + 1));
    }
    return sample.resize(tf, ImageResizing.size(tf, sample.size(tf), side));
  }
}
