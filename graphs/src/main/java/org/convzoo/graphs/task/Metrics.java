package org.convzoo.graphs.task;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
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
    var hits = tf.dtypes.cast(hits(tf, logits, labels, k), TInt64.class);
    return tf.reduceSum(hits, tf.constant(new int[] {0, 1}));
  }

  /**
   * Finds the place of each image's label among the {@code k} largest logits, from 0; equal ones
   * are in the order of {@link #topK}.
   *
   * @param logits [N,classes], of known classes
   * @param labels [N], 0 to classes - 1
   * @return [N], -1 where the label is not among them
   */
  public static Operand<TInt32> ranks(
      Ops tf, Operand<TFloat32> logits, Operand<TInt32> labels, int k) {
    var hits = tf.dtypes.cast(hits(tf, logits, labels, k), TInt32.class);
    var most = tf.constant(Math.toIntExact(hits.shape().get(1)));
    var places = tf.range(tf.constant(1), tf.math.add(most, tf.constant(1)), tf.constant(1));
    return tf.math.sub(tf.sum(tf.math.mul(hits, places), tf.constant(1)), tf.constant(1));
  }

  /** Which of the largest logits are the label's: [N,k], or fewer where there are fewer classes. */
  private static Operand<TBool> hits(
      Ops tf, Operand<TFloat32> logits, Operand<TInt32> labels, int k) {
    int most = (int) Math.min(k, logits.shape().get(1));
    var best = tf.nn.topK(logits, tf.constant(most), TInt32.class).indices();
    return tf.math.equal(best, tf.expandDims(labels, tf.constant(1)));
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
