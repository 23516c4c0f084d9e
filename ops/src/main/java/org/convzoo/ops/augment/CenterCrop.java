package org.convzoo.ops.augment;

import java.util.List;
import org.tensorflow.op.Ops;

/**
 * Cuts the middle out; where the image is smaller, it comes to be in the middle of black.
 *
 * @param size height and width, or one number for both
 */
public record CenterCrop(List<Integer> size) implements ImageAugmentation {

  public CenterCrop {
    size = Checks.size(size);
  }

  @Override
  public Sample apply(Ops tf, Sample sample, Chance chance) {
    var window = tf.constant(new int[] {size.get(0), size.get(1)});
    var room = tf.math.sub(sample.size(tf), window);
    return sample.crop(tf, tf.math.floorDiv(room, tf.constant(2)), window, 0);
  }
}
