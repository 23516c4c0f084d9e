package org.convzoo.train;

import org.convzoo.ops.Preprocessing;
import org.convzoo.ops.augment.Augmentations;
import org.convzoo.ops.augment.Sample;
import org.convzoo.train.data.UniformImageSet.Batch;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt64;

/** What is done to images between their set and the network. */
interface Preparation {

  /** The network's contract and nothing else. */
  static Preparation of(Preprocessing preprocessing) {
    return new Augmented(preprocessing, Augmentations.NONE, 0);
  }

  /** Returns whether nothing is done to single images but {@link #batch}. */
  boolean keepsImages();

  /**
   * Draws what is done to each image.
   *
   * @param epoch a scalar
   * @param number of the image, a scalar
   * @return of one size for all images
   */
  Sample image(Ops tf, Sample sample, Operand<TInt64> epoch, Operand<TInt64> number);

  /**
   * Draws what is done to each batch.
   *
   * @param epoch a scalar
   * @param number of the batch, a scalar
   * @return what the network sees: [N,H,W,C]
   */
  Batch batch(Ops tf, Batch batch, Operand<TInt64> epoch, Operand<TInt64> number);
}
