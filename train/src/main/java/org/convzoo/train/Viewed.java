package org.convzoo.train;

import org.convzoo.ops.Preprocessing;
import org.convzoo.ops.augment.Sample;
import org.convzoo.ops.augment.View;
import org.convzoo.train.data.UniformImageSet.Batch;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
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
    int[] size = new int[4];
    for (int axis = 1; axis < 4; axis++) {
      size[axis] = Math.toIntExact(batch.images().shape().get(axis + 1));
    }
    size[0] = -1;
    Operand<TFloat32> views = tf.reshape(batch.images(), tf.constant(size));
    return new Batch(preprocessing.normalize(tf, views), batch.truth());
  }
}
