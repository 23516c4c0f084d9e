package org.convzoo.graphs.task;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Losses that TensorFlow's framework has not, and the targets of those that it has. */
public final class Losses {

  private Losses() {}

  /**
   * One-hot encodes labels.
   *
   * @param labels [N], 0 to classes - 1
   * @return [N,classes], the share of each class
   */
  public static Operand<TFloat32> shares(Ops tf, Operand<TInt32> labels, int classes) {
    return tf.oneHot(labels, tf.constant(classes), tf.constant(1f), tf.constant(0f));
  }

  /**
   * Softmax cross-entropy of each pixel by its weight, averaged over all pixels.
   *
   * @param logits [N,H,W,classes]
   * @param labels [N,H,W], 0 to classes - 1
   * @param weights [N,H,W]
   * @return a scalar
   */
  public static Operand<TFloat32> softmaxCrossEntropy(
      Ops tf, Operand<TFloat32> logits, Operand<TInt32> labels, Operand<TFloat32> weights) {
    int classes = Math.toIntExact(logits.shape().get(3));
    Operand<TInt32> pixels = tf.constant(new int[] {-1});
    Operand<TFloat32> oneHot = shares(tf, tf.reshape(labels, pixels), classes);
    Operand<TFloat32> rows = tf.reshape(logits, tf.constant(new int[] {-1, classes}));
    Operand<TFloat32> each = tf.nn.softmaxCrossEntropyWithLogits(rows, oneHot).loss();
    return tf.math.mean(tf.math.mul(each, tf.reshape(weights, pixels)), tf.constant(0));
  }

  /**
   * Weights by which all classes that a batch has count the same, and a pixel counts 1 on the
   * average: pixels / (classes there are * pixels of the own class).
   *
   * @param labels of any shape, 0 to classes - 1
   * @return of the same shape
   */
  public static Operand<TFloat32> balance(Ops tf, Operand<TInt32> labels, int classes) {
    Operand<TFloat32> counts =
        tf.math.bincount(
            tf.reshape(labels, tf.constant(new int[] {-1})),
            tf.constant(classes),
            tf.constant(new float[0]));
    Operand<TFloat32> there =
        tf.dtypes.cast(tf.math.greater(counts, tf.constant(0f)), TFloat32.class);
    Operand<TFloat32> share =
        tf.math.div(tf.reduceSum(counts, tf.constant(0)), tf.reduceSum(there, tf.constant(0)));
    return tf.math.div(share, tf.gather(counts, labels, tf.constant(0)));
  }
}
