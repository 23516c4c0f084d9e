package org.convzoo.train.internal.input;

import java.util.ArrayList;
import java.util.List;
import org.convzoo.ops.augment.Augmentations;
import org.convzoo.ops.augment.sample.Sample;
import org.convzoo.ops.augment.sample.Samples;
import org.convzoo.ops.augment.sample.View;
import org.convzoo.ops.image.Pixels;
import org.convzoo.ops.image.Preprocessing;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * Several views of each test image in its place: a batch of N images comes to [N * views,H,W,C],
 * image by image.
 *
 * @param scale of the images' shorter sides in pixels
 */
public record CropTransform(Preprocessing preprocessing, View view, int scale)
    implements InputTransform {

  @Override
  public Operand<TFloat32> randomNumbers(Ops tf, Operand<TInt64> epoch, Operand<TInt64> numbers) {
    return Augmentations.NONE.randomNumbers(tf, epoch, numbers);
  }

  @Override
  public Sample image(Ops tf, Sample sample, Operand<TFloat32> draws) {
    int height = preprocessing.height();
    int width = preprocessing.width();
    return new Sample(view.of(tf, sample.image(), scale, height, width), sample.truth());
  }

  @Override
  public boolean atOnce(Shape truth) {
    return false;
  }

  @Override
  public Samples images(Ops tf, Samples samples, Operand<TFloat32> draws) {
    throw new UnsupportedOperationException("views are of single images");
  }

  @Override
  public Samples batch(Ops tf, Samples batch, Operand<TInt64> epoch, Operand<TInt64> number) {
    Operand<TFloat32> images = Pixels.floats(tf, batch.images()); // [N,views,H,W,C]
    List<Operand<TInt32>> sizes = new ArrayList<>(List.of(tf.constant(-1)));
    for (int axis = 2; axis < 5; axis++) {
      long known = images.shape().get(axis);
      sizes.add(
          known == Shape.UNKNOWN_SIZE
              ? tf.gather(tf.shape(images), tf.constant(axis), tf.constant(0))
              : tf.constant(Math.toIntExact(known)));
    }
    Operand<TFloat32> views = tf.reshape(images, tf.stack(sizes));
    return new Samples(preprocessing.normalize(tf, views), batch.truth());
  }
}
