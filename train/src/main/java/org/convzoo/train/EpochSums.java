package org.convzoo.train;

import java.util.List;
import org.convzoo.graphs.Task;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;

/**
 * What an epoch has summed up so far, in variables of the training graph.
 *
 * @param loss the sum over its images of their loss
 * @param right how many of its answers were right
 * @param answers how many there were
 * @param images how many it has seen
 */
record EpochSums(
    Operand<TFloat64> loss,
    Operand<TInt64> right,
    Operand<TInt64> answers,
    Operand<TInt64> images) {

  /** Draws the sums of nothing. */
  static EpochSums draw(Ops tf) {
    return new EpochSums(
        Started.zero(tf, "epoch_loss", TFloat64.class),
        Started.zero(tf, "epoch_right", TInt64.class),
        Started.zero(tf, "epoch_answers", TInt64.class),
        Started.zero(tf, "epoch_images", TInt64.class));
  }

  /**
   * Draws the addition of a batch.
   *
   * @param batchLoss the mean over its images
   * @param batchImages how many they are
   */
  List<Operation> add(
      Ops tf, Operand<TFloat32> batchLoss, Task.Answers given, Operand<TInt64> batchImages) {
    var sum =
        tf.math.mul(
            tf.dtypes.cast(batchLoss, TFloat64.class), tf.dtypes.cast(batchImages, TFloat64.class));
    return List.of(
        tf.assignAdd(loss, sum).op(),
        tf.assignAdd(right, given.right()).op(),
        tf.assignAdd(answers, given.all()).op(),
        tf.assignAdd(images, batchImages).op());
  }

  /** Draws the return to nothing. */
  List<Op> reset(Ops tf) {
    return List.of(
        tf.assign(loss, tf.constant(0.0)),
        tf.assign(right, tf.constant(0L)),
        tf.assign(answers, tf.constant(0L)),
        tf.assign(images, tf.constant(0L)));
  }
}
