package org.convzoo.ops.augment;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
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

  /** Returns whether nothing is done to single images. */
  public boolean keepsImages() {
    return list.stream().noneMatch(ImageAugmentation.class::isInstance);
  }

  /** Returns whether nothing is done among images. */
  public boolean keepsBatches() {
    return list.stream().noneMatch(BatchAugmentation.class::isInstance);
  }

  /**
   * Draws what is done to an image.
   *
   * @param epoch a scalar
   * @param number of the image, a scalar
   */
  public Sample apply(Ops tf, Sample sample, Operand<TInt64> epoch, Operand<TInt64> number) {
    Chance chance = Chance.of(tf, seed, epoch, number);
    Sample x = sample;
    for (int i = 0; i < list.size(); i++) {
      if (list.get(i) instanceof ImageAugmentation one) {
        x = one.apply(tf, x, chance.under("augment" + i));
      }
    }
    return x;
  }

  /**
   * Draws what is done among the images of a batch.
   *
   * @param epoch a scalar
   * @param number of the batch, a scalar
   */
  public BatchAugmentation.Batch apply(
      Ops tf, BatchAugmentation.Batch batch, Operand<TInt64> epoch, Operand<TInt64> number) {
    Chance chance = Chance.of(tf, seed, epoch, number);
    BatchAugmentation.Batch x = batch;
    for (int i = 0; i < list.size(); i++) {
      if (list.get(i) instanceof BatchAugmentation one) {
        x = one.apply(tf, x, chance.under("augment" + i));
      }
    }
    return x;
  }
}
