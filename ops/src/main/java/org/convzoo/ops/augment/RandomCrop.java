package org.convzoo.ops.augment;

import java.util.List;
import org.convzoo.ops.augment.sample.Movable;
import org.convzoo.ops.augment.sample.Preconditions;
import org.convzoo.ops.augment.sample.UniformSamples;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;

/**
 * Cuts a window out, each place as likely: Krizhevsky et al. 2012, section 4.1; with a border of 4
 * pixels for CIFAR, as in He et al. 2016, section 4.2. A side on which the image is smaller than
 * the window comes to be in its middle.
 *
 * @param size height and width, or one number for both
 * @param pad pixels that the window may reach beyond each edge, or 0
 * @param fill of what lies outside of the image, 0 to 255
 */
public record RandomCrop(List<Integer> size, int pad, float fill) implements CropOrMirror {

  public RandomCrop {
    size = Preconditions.size(size);
    Preconditions.within("pad", pad, 0, Integer.MAX_VALUE);
    Preconditions.within("fill", fill, 0, 255);
  }

  @Override
  public int randomNumbers() {
    return 2;
  }

  @Override
  public <S extends Movable<S>> S move(Ops tf, S images, UniformSamples draws) {
    var window = tf.constant(new int[] {size.get(0), size.get(1)});
    var border = tf.constant(pad);
    Operand<TInt32> room = tf.math.sub(tf.math.add(images.size(tf), tf.constant(2 * pad)), window);
    var places = tf.math.maximum(tf.math.add(room, tf.constant(1)), tf.constant(1));
    var middle = tf.math.floorDiv(tf.math.minimum(room, tf.constant(0)), tf.constant(2));
    var offset = tf.math.add(draws.pair(places), middle);
    return images.crop(tf, tf.math.sub(offset, border), window, fill);
  }
}
