package org.convzoo.ops;

import org.convzoo.ops.internal.replica.ShareMoments;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.nn.FusedBatchNorm;
import org.tensorflow.types.TFloat32;

/**
 * A map normalised by the moments of its batch: Ioffe and Szegedy, ICML 2015, algorithm 1.
 *
 * @param y gamma (x - mean) / sqrt(variance + epsilon) + beta, with the variance of these very
 *     pixels: [N,H,W,C]
 * @param mean over N, H and W: [C]
 * @param variance estimated for all images, by a divisor of N H W - 1: [C]
 */
record BatchMoments(Operand<TFloat32> y, Operand<TFloat32> mean, Operand<TFloat32> variance) {

  /** Fewer channels do not fill a vector register, and oneDNN takes them one by one. */
  private static final int NARROW = 8;

  /**
   * Builds the normalisation.
   *
   * @param x [N,H,W,C], all but N known
   * @param gamma [C]
   * @param beta [C]
   */
  static BatchMoments of(
      Ops tf, Operand<TFloat32> x, Operand<TFloat32> gamma, Operand<TFloat32> beta, float epsilon) {
    if (x.shape().get(3) < NARROW) {
      return ofNarrow(tf, x, gamma, beta, epsilon);
    }
    var none = tf.constant(new float[0]);
    var y =
        tf.nn.fusedBatchNorm(
            x,
            gamma,
            beta,
            none,
            none,
            FusedBatchNorm.epsilon(epsilon),
            FusedBatchNorm.isTraining(true));
    return new BatchMoments(y.y(), y.batchMean(), y.batchVariance());
  }

  /** Builds the normalisation by moments that replicas share. */
  static BatchMoments synchronised(
      Ops tf,
      Operand<TFloat32> x,
      Operand<TFloat32> gamma,
      Operand<TFloat32> beta,
      float epsilon,
      ShareMoments moments) {
    var deviation = tf.math.rsqrt(tf.math.add(moments.variance(), tf.constant(epsilon)));
    var centred = tf.math.sub(x, moments.mean());
    var y = tf.math.add(tf.math.mul(centred, tf.math.mul(gamma, deviation)), beta);
    return new BatchMoments(y, moments.mean(), moments.unbiasedVariance(tf));
  }

  /** By the formula, with the W pixels of a row side by side as one vector of W C numbers. */
  private static BatchMoments ofNarrow(
      Ops tf, Operand<TFloat32> x, Operand<TFloat32> gamma, Operand<TFloat32> beta, float epsilon) {
    int width = Math.toIntExact(x.shape().get(2));
    int channels = Math.toIntExact(x.shape().get(3));
    var abreast = tf.constant(new int[] {width});
    var rows = tf.reshape(x, tf.constant(new int[] {-1, width * channels}));
    var mean = overPixels(tf, rows, width, channels);
    var centred = tf.math.sub(rows, tf.tile(mean, abreast));
    var variance = overPixels(tf, tf.math.square(centred), width, channels);
    var scale = tf.math.mul(gamma, tf.math.rsqrt(tf.math.add(variance, tf.constant(epsilon))));
    var y = tf.math.add(tf.math.mul(centred, tf.tile(scale, abreast)), tf.tile(beta, abreast));
    var pixels =
        tf.math.div(tf.dtypes.cast(tf.size(x), TFloat32.class), tf.constant((float) channels));
    var others = tf.math.maximum(tf.math.sub(pixels, tf.constant(1f)), tf.constant(1f));
    return new BatchMoments(
        tf.reshape(y, tf.shape(x)), mean, tf.math.mul(variance, tf.math.div(pixels, others)));
  }

  private static Operand<TFloat32> overPixels(
      Ops tf, Operand<TFloat32> rows, int width, int channels) {
    var columns = tf.math.mean(rows, tf.constant(0));
    var apart = tf.reshape(columns, tf.constant(new int[] {width, channels}));
    return tf.math.mean(apart, tf.constant(0));
  }
}
