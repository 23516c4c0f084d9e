package org.convzoo.train;

import java.util.ArrayList;
import java.util.List;
import org.convzoo.ops.Preprocessing;
import org.convzoo.ops.augment.Sample;
import org.convzoo.ops.augment.View;
import org.convzoo.train.data.UniformImageSet.Batch;
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
record Viewed(Preprocessing preprocessing, View view, int scale) implements Preparation {

  @Override
  public boolean keepsImages() {
    return false;
  }

  @Override
  public Sample image(Ops tf, Sample sample, Operand<TInt64> epoch, Operand<TInt64> number) {
    int height = preprocessing.height();
    int width = preprocessing.width();
    return new Sample(view.of(tf, sample.image(), scale, height, width), sample.truth());
  }

  @Override
  public Batch batch(Ops tf, Batch batch, Operand<TInt64> epoch, Operand<TInt64> number) {
    Operand<TFloat32> images = batch.images(); // [N,views,H,W,C]
    List<Operand<TInt32>> sizes = new ArrayList<>(List.of(tf.constant(-1)));
    for (int axis = 2; axis < 5; axis++) {
      long known = images.shape().get(axis);
      sizes.add(
          known == Shape.UNKNOWN_SIZE
              ? tf.gather(tf.shape(images), tf.constant(axis), tf.constant(0))
              : tf.constant(Math.toIntExact(known)));
    }
    Operand<TFloat32> views = tf.reshape(images, tf.stack(sizes));
    return new Batch(preprocessing.normalize(tf, views), batch.truth());
  }
}
