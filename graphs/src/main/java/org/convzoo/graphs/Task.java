package org.convzoo.graphs;

import org.convzoo.ops.Losses;
import org.convzoo.ops.Metrics;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/** What a network is for, and so how it is trained and measured. */
public enum Task {

  /** One label an image. */
  CLASSIFICATION;

  /**
   * The loss: the main head's cross-entropy, and each auxiliary head's by its weight.
   *
   * @param labels [N], 0 to classes - 1
   * @return a scalar
   */
  public Operand<TFloat32> loss(Ops tf, Logits logits, Operand<TInt32> labels) {
    Operand<TFloat32> sum = Losses.softmaxCrossEntropy(tf, logits.main(), labels);
    for (Logits.Auxiliary head : logits.auxiliary()) {
      Operand<TFloat32> loss = Losses.softmaxCrossEntropy(tf, head.logits(), labels);
      sum = tf.math.add(sum, tf.math.mul(loss, tf.constant(head.weight())));
    }
    return sum;
  }

  /**
   * Counts the images whose label is among the main head's {@code k} best.
   *
   * @return a scalar, 0 to N
   */
  public Operand<TInt64> hits(Ops tf, Logits logits, Operand<TInt32> labels, int k) {
    return Metrics.topK(tf, logits.main(), labels, k);
  }
}
