package org.convzoo.ops.augment;

import java.util.List;
import org.convzoo.ops.Framing;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;

/**
 * Resizes so that the shorter side has so many pixels, and keeps the shape.
 *
 * @param shorter one number, as in Krizhevsky et al. 2012, section 2 (256); or two, between which
 *     the side is drawn anew for each image, as in Simonyan, Zisserman 2015, section 3.1 (256 and
 *     512)
 */
public record Rescale(List<Integer> shorter) implements ImageAugmentation {

  public Rescale {
    shorter = Checks.range("shorter", shorter, 1, Integer.MAX_VALUE);
  }

  @Override
  public int draws() {
    return shorter.get(1) > shorter.get(0) ? 1 : 0;
  }

  @Override
  public Sample apply(Ops tf, Sample sample, Draws draws) {
    int least = shorter.get(0);
    int more = shorter.get(1) - least;
    Operand<TInt32> side = tf.constant(least);
    if (more > 0) {
      side = tf.math.add(side, draws.whole(more + 1));
    }
    return sample.resize(tf, Framing.size(tf, sample.size(tf), side));
  }
}
