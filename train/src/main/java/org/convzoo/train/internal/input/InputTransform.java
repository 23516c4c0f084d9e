package org.convzoo.train.internal.input;

import org.convzoo.ops.augment.Augmentations;
import org.convzoo.ops.augment.sample.Sample;
import org.convzoo.ops.augment.sample.Samples;
import org.convzoo.ops.image.Preprocessing;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * What is done to images between their set and the network: to each image, or to many of one size
 * at once, and then to the batch.
 */
public interface InputTransform {

  /** The network's contract and nothing else. */
  static InputTransform of(Preprocessing preprocessing) {
    return new TrainTransform(preprocessing, Augmentations.NONE, 0);
  }

  /**
   * Samples the random numbers of images.
   *
   * @param epoch a scalar
   * @param numbers of the images, [N], or of one, []
   * @return [N,K], or [K]
   */
  Operand<TFloat32> randomNumbers(Ops tf, Operand<TInt64> epoch, Operand<TInt64> numbers);

  /**
   * Builds what is done to each image.
   *
   * @param draws [K]
   * @return of one size for all images
   */
  Sample image(Ops tf, Sample sample, Operand<TFloat32> draws);

  /**
   * Returns whether that can be done to many images of one size at once.
   *
   * @param truth the shape of what is true of them
   */
  boolean atOnce(Shape truth);

  /**
   * Builds what is done to many images at once.
   *
   * @param draws [N,K]
   */
  Samples images(Ops tf, Samples samples, Operand<TFloat32> draws);

  /**
   * Returns how many images that follow an image in its batch are mixed into it by {@link #batch};
   * after the last comes the first.
   */
  default int following() {
    return 0;
  }

  /**
   * Builds what is done to each batch.
   *
   * @param epoch a scalar
   * @param number of the batch, a scalar
   * @return what the network sees: floats [N,H,W,C], and the truth
   */
  Samples batch(Ops tf, Samples batch, Operand<TInt64> epoch, Operand<TInt64> number);
}
