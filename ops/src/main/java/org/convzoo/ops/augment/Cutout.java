package org.convzoo.ops.augment;

import org.convzoo.ops.augment.sample.ImageAugmentation;
import org.convzoo.ops.augment.sample.Preconditions;
import org.convzoo.ops.augment.sample.Rectangle;
import org.convzoo.ops.augment.sample.Sample;
import org.convzoo.ops.augment.sample.UniformSamples;
import org.tensorflow.op.Ops;

/**
 * Covers a square around a random pixel, less of it at an edge: DeVries, Taylor, arXiv:1708.04552,
 * section 3.2 (16 for CIFAR-10, 8 for CIFAR-100).
 *
 * @param size of the square, at least 1
 * @param fill its grey, 0 to 255: the paper's is the data set's mean
 */
public record Cutout(int size, float fill) implements ImageAugmentation {

  public Cutout {
    Preconditions.within("size", size, 1, Integer.MAX_VALUE);
    Preconditions.within("fill", fill, 0, 255);
  }

  @Override
  public int randomNumbers() {
    return 2;
  }

  @Override
  public Sample apply(Ops tf, Sample sample, UniformSamples draws) {
    var image = sample.size(tf);
    Rectangle hole = Rectangle.around(tf, draws.pair(image), tf.constant(new int[] {size, size}));
    return sample.recolor(tf, pixels -> hole.paint(tf, pixels, image, fill));
  }
}
