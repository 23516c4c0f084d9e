package org.convzoo.ops;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/** What evaluation counts. */
public final class Metrics {

  private Metrics() {}

  /**
   * Counts the images whose label is among the {@code k} largest logits. Of equal ones those of
   * lower classes come first, so that a network that says the same of all classes is no better than
   * chance.
   *
   * @param logits [N,classes], of known classes
   * @param labels [N], 0 to classes - 1
   * @return a scalar, 0 to N
   */
  public static Operand<TInt64> topK(
      Ops tf, Operand<TFloat32> logits, Operand<TInt32> labels, int k) {
    int most = (int) Math.min(k, logits.shape().get(1));
    var best = tf.nn.topK(logits, tf.constant(most), TInt32.class).indices();
    var hits = tf.math.equal(best, tf.expandDims(labels, tf.constant(1)));
    return tf.reduceSum(tf.dtypes.cast(hits, TInt64.class), tf.constant(new int[] {0, 1}));
  }

  /**
   * Counts the answers in a truth.
   *
   * @param truth of any shape
   * @return a scalar
   */
  public static Operand<TInt64> count(Ops tf, Operand<TInt32> truth) {
    return tf.size(truth, TInt64.class);
  }

  /**
   * Counts by the true and by the guessed class.
   *
   * @param truth of any shape, 0 to classes - 1
   * @param guess of the same shape, likewise
   * @return [classes * classes]: at t * classes + g how often t is true and g the guess
   */
  public static Operand<TInt64> confusion(
      Ops tf, Operand<TInt32> truth, Operand<TInt32> guess, int classes) {
    var cells = tf.math.add(tf.math.mul(truth, tf.constant(classes)), guess);
    return tf.math.bincount(
        tf.reshape(cells, tf.constant(new int[] {-1})),
        tf.constant(classes * classes),
        tf.constant(new long[0]));
  }
}
