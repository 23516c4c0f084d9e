package org.convzoo.train.internal.input;

import org.convzoo.UsageException;
import org.convzoo.graphs.task.Losses;
import org.convzoo.ops.augment.Augmentations;
import org.convzoo.ops.augment.sample.BatchAugmentation;
import org.convzoo.ops.augment.sample.Sample;
import org.convzoo.ops.augment.sample.Samples;
import org.convzoo.ops.image.ImageResizing;
import org.convzoo.ops.image.Pixels;
import org.convzoo.ops.image.Preprocessing;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
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
public record TrainTransform(Preprocessing preprocessing, Augmentations augmentations, int classes)
    implements InputTransform {

  @Override
  public Operand<TFloat32> randomNumbers(Ops tf, Operand<TInt64> epoch, Operand<TInt64> numbers) {
    return augmentations.randomNumbers(tf, epoch, numbers);
  }

  @Override
  public Sample image(Ops tf, Sample sample, Operand<TFloat32> draws) {
    Sample x = augmentations.apply(tf, sample, draws);
    if (preprocessing.shorter() == null) {
      return x.resize(tf, preprocessing.height(), preprocessing.width());
    }
    return cut(x.image().shape())
        ? x
        : new Sample(
            ImageResizing.alone(tf, x.image(), one -> preprocessing.resize(tf, one)), x.truth());
  }

  @Override
  public boolean atOnce(Shape truth) {
    return augmentations.atOnce(truth);
  }

  @Override
  public Samples images(Ops tf, Samples samples, Operand<TFloat32> draws) {
    Samples x = augmentations.apply(tf, samples, draws);
    return cut(x.images().shape().tail())
        ? x
        : new Samples(preprocessing.resize(tf, x.images()), x.truth());
  }

  /** Whether augmentations have cut images [H,W,C] to the network's size. */
  private boolean cut(Shape image) {
    return !augmentations.keepsImages()
        && image.get(0) == preprocessing.height()
        && image.get(1) == preprocessing.width();
  }

  @Override
  public int following() {
    return augmentations.following();
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if images are to be mixed that have no labels
   */
  @Override
  public Samples batch(Ops tf, Samples batch, Operand<TInt64> epoch, Operand<TInt64> number) {
    var images = preprocessing.normalize(tf, Pixels.floats(tf, batch.images()));
    if (following() == 0) {
      return new Samples(images, batch.truth());
    }
    if (batch.truth().shape().numDimensions() != 1) {
      throw new UsageException("mixup and cutmix are for images with one label each");
    }
    Operand<TInt32> labels = batch.truth().asOutput().expect(TInt32.class);
    Operand<TFloat32> shares = Losses.shares(tf, labels, classes);
    var mixed = augmentations.apply(tf, new BatchAugmentation.Batch(images, shares), epoch, number);
    return new Samples(mixed.images(), mixed.shares());
  }
}
