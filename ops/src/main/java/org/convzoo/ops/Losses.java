package org.convzoo.ops;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** What training makes smaller. */
public final class Losses {

  private Losses() {}

  /**
   * Softmax cross-entropy, averaged over the batch.
   *
   * @param logits [N,classes]
   * @param labels [N], 0 to classes - 1
   * @return a scalar, in nats
   */
  public static Operand<TFloat32> softmaxCrossEntropy(
      Ops tf, Operand<TFloat32> logits, Operand<TInt32> labels) {
    int classes = Math.toIntExact(logits.shape().get(1));
    Operand<TFloat32> oneHot =
        tf.oneHot(labels, tf.constant(classes), tf.constant(1f), tf.constant(0f));
    Operand<TFloat32> each = tf.nn.softmaxCrossEntropyWithLogits(logits, oneHot).loss();
    return tf.math.mean(each, tf.constant(0));
  }
}
