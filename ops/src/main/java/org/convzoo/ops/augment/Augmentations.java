package org.convzoo.ops.augment;

import java.util.List;
import java.util.stream.Stream;
import org.convzoo.ops.augment.sample.Augmentation;
import org.convzoo.ops.augment.sample.BatchAugmentation;
import org.convzoo.ops.augment.sample.BatchRandom;
import org.convzoo.ops.augment.sample.ImageAugmentation;
import org.convzoo.ops.augment.sample.Sample;
import org.convzoo.ops.augment.sample.Samples;
import org.convzoo.ops.augment.sample.UniformSamples;
import org.convzoo.ops.random.StatelessRandom;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * What is done to training images, in this order: first to each on its own, then to those of a
 * batch among one another.
 *
 * @param seed of everything random in it
 */
public record Augmentations(List<Augmentation> list, long seed) {

  /** Leaves images as they are. */
  public static final Augmentations NONE = new Augmentations(List.of(), 0);

  public Augmentations {
    list = List.copyOf(list);
  }

  /**
   * Returns whether they can be done to many images at once: whether nothing is done to single
   * ones, or they are only moved and have a label each.
   *
   * @param truth the shape of what is true of many images
   */
  public boolean atOnce(Shape truth) {
    return images().allMatch(one -> one instanceof CropOrMirror && truth.numDimensions() == 1);
  }

  private Stream<ImageAugmentation> images() {
    return list.stream()
        .filter(ImageAugmentation.class::isInstance)
        .map(ImageAugmentation.class::cast);
  }

  /** Returns whether nothing is done to single images. */
  public boolean keepsImages() {
    return images().findAny().isEmpty();
  }

  /**
   * Returns how many images that follow an image in its batch are mixed into it; after the last
   * comes the first.
   */
  public int following() {
    return (int) list.stream().filter(BatchAugmentation.class::isInstance).count();
  }

  /**
   * Samples the random numbers of images, each a function of the seed, the epoch and the image's
   * number.
   *
   * @param epoch a scalar
   * @param numbers of the images, [N], or of one, []
   * @return [N,K] or [K], as {@code apply} wants them
   */
  public Operand<TFloat32> randomNumbers(Ops tf, Operand<TInt64> epoch, Operand<TInt64> numbers) {
    int count = images().mapToInt(ImageAugmentation::randomNumbers).sum();
    int some = Math.max(1, count); // rows without numbers crash tf.data where it takes them apart
    return StatelessRandom.uniform(
        tf, seed, "images", StatelessRandom.inEpoch(tf, epoch, numbers), some);
  }

  /**
   * Builds what is done to an image.
   *
   * @param draws [K]
   */
  public Sample apply(Ops tf, Sample sample, Operand<TFloat32> draws) {
    UniformSamples each = new UniformSamples(tf, draws);
    Sample x = sample;
    for (ImageAugmentation one : images().toList()) {
      x = one.apply(tf, x, each);
    }
    return x;
  }

  /**
   * Builds what is done to many images, if it can be done {@linkplain #atOnce at once}.
   *
   * @param draws [N,K]
   */
  public Samples apply(Ops tf, Samples samples, Operand<TFloat32> draws) {
    UniformSamples each = new UniformSamples(tf, draws);
    Samples x = samples;
    for (ImageAugmentation one : images().toList()) {
      x = ((CropOrMirror) one).move(tf, x, each);
    }
    return x;
  }

  /**
   * Builds what is done among the images of a batch.
   *
   * @param epoch a scalar
   * @param number of the batch, a scalar
   */
  public BatchAugmentation.Batch apply(
      Ops tf, BatchAugmentation.Batch batch, Operand<TInt64> epoch, Operand<TInt64> number) {
    BatchRandom chance = BatchRandom.of(tf, seed, epoch, number);
    BatchAugmentation.Batch x = batch;
    for (int i = 0; i < list.size(); i++) {
      if (list.get(i) instanceof BatchAugmentation one) {
        x = one.apply(tf, x, chance.under("augment" + i));
      }
    }
    return x;
  }
}
