package org.convzoo.train;

import org.convzoo.ops.Framing;
import org.convzoo.ops.Losses;
import org.convzoo.ops.Preprocessing;
import org.convzoo.ops.augment.Augmentations;
import org.convzoo.ops.augment.BatchAugmentation;
import org.convzoo.ops.augment.Sample;
import org.convzoo.train.data.UniformImageSet.Batch;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * Changed as training wants it, and then as the network's contract has it: images that
 * augmentations have cut to the network's size are no more resized.
 *
 * @param preprocessing of the network's contract
 * @param augmentations of training
 * @param classes of the truth; without a meaning where images are not mixed
 */
record Augmented(Preprocessing preprocessing, Augmentations augmentations, int classes)
    implements Preparation {

  @Override
  public boolean keepsImages() {
    return augmentations.keepsImages() && preprocessing.shorter() == null;
  }

  @Override
  public Sample image(Ops tf, Sample sample, Operand<TInt64> epoch, Operand<TInt64> number) {
    int height = preprocessing.height();
    int width = preprocessing.width();
    Sample x = augmentations.apply(tf, sample, epoch, number);
    if (preprocessing.shorter() == null) {
      return x.resize(tf, height, width);
    }
    boolean cut = !augmentations.keepsImages() && x.has(height, width);
    return cut
        ? x
        : new Sample(Framing.alone(tf, x.image(), one -> preprocessing.resize(tf, one)), x.truth());
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if images are to be mixed that have no labels
   */
  @Override
  public Batch batch(Ops tf, Batch batch, Operand<TInt64> epoch, Operand<TInt64> number) {
    Operand<TFloat32> images =
        keepsImages()
            ? preprocessing.apply(tf, batch.images())
            : preprocessing.normalize(tf, batch.images());
    if (augmentations.keepsBatches()) {
      return new Batch(images, batch.truth());
    }
    if (batch.truth().shape().numDimensions() != 1) {
      throw new IllegalArgumentException("mixup and cutmix are for images with one label each");
    }
    Operand<TInt32> labels = batch.truth().asOutput().expect(TInt32.class);
    Operand<TFloat32> shares = Losses.shares(tf, labels, classes);
    var mixed = augmentations.apply(tf, new BatchAugmentation.Batch(images, shares), epoch, number);
    return new Batch(mixed.images(), mixed.shares());
  }
}
