package org.convzoo.ops.augment;

import java.util.List;
import org.convzoo.ops.augment.sample.Movable;
import org.convzoo.ops.augment.sample.Preconditions;
import org.convzoo.ops.augment.sample.UniformSamples;
import org.tensorflow.op.Ops;

/**
 * Cuts the middle out; where the image is smaller, it comes to be in the middle of black.
 *
 * @param size height and width, or one number for both
 */
public record CenterCrop(List<Integer> size) implements CropOrMirror {

  public CenterCrop {
    size = Preconditions.size(size);
  }

  @Override
  public int randomNumbers() {
    return 0;
  }

  @Override
  public <S extends Movable<S>> S move(Ops tf, S images, UniformSamples draws) {
    var window = tf.constant(new int[] {size.get(0), size.get(1)});
    var room = tf.math.sub(images.size(tf), window);
    return images.crop(tf, tf.math.floorDiv(room, tf.constant(2)), window, 0);
  }
}
