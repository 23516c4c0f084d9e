package org.convzoo.train.internal.replica;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * What this process has of a batch to train on.
 *
 * @param images [N,H,W,C]
 * @param truth about them, as the network's task has it
 * @param whole how many images the batch has, a scalar; null where these are all
 */
public record TrainingBatch(
    Operand<TFloat32> images, Operand<? extends TType> truth, Operand<TInt64> whole) {

  /** All images of a batch. */
  public TrainingBatch(Operand<TFloat32> images, Operand<? extends TType> truth) {
    this(images, truth, null);
  }

  /** Builds the number of images that the batch has, a scalar. */
  public Operand<TInt64> size(Ops tf) {
    return whole != null
        ? whole
        : tf.gather(tf.shape(images, TInt64.class), tf.constant(0), tf.constant(0));
  }
}
