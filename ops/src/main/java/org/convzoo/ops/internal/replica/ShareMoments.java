package org.convzoo.ops.internal.replica;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.convzoo.ops.internal.runtime.InputEdge;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Identity;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * The mean and the variance of each channel, over the images of all replicas: what PyTorch calls
 * SyncBatchNorm. A replica is built with the moments of its own share in their place; {@link
 * #connect} then puts those of the batch there, through which gradients flow to all replicas.
 */
public final class ShareMoments {

  private final Share share;
  private final Operand<TFloat32> ownMean;
  private final Operand<TFloat32> ownVariance;
  private final Identity<TFloat32> mean;
  private final Identity<TFloat32> variance;
  private final Operand<TInt64> pixels;

  private ShareMoments(Ops tf, Share share, Operand<TFloat32> x) {
    this.share = share;
    var overPixels = tf.constant(new int[] {0, 1, 2});
    ownMean = tf.math.mean(x, overPixels);
    ownVariance = tf.math.mean(tf.math.squaredDifference(x, ownMean), overPixels);
    mean = tf.withName("batch_mean").identity(ownMean);
    variance = tf.withName("batch_variance").identity(ownVariance);
    long map = x.shape().get(1) * x.shape().get(2);
    pixels = tf.math.mul(share.all(), tf.constant(map));
  }

  /**
   * Builds them.
   *
   * @param x a map of the share's images: [N,H,W,C], all but N known
   */
  public static ShareMoments of(Ops tf, Share share, Operand<TFloat32> x) {
    return new ShareMoments(tf, share, x);
  }

  /** The mean, [C]. */
  public Operand<TFloat32> mean() {
    return mean;
  }

  /** The mean of the squared differences from the mean, [C]. */
  public Operand<TFloat32> variance() {
    return variance;
  }

  /** Builds the estimate for all images: the variance by a divisor of N H W - 1, [C]. */
  public Operand<TFloat32> unbiasedVariance(Ops tf) {
    var others = tf.math.maximum(tf.math.sub(pixels, tf.constant(1L)), tf.constant(1L));
    var ratio =
        tf.math.div(tf.dtypes.cast(pixels, TFloat32.class), tf.dtypes.cast(others, TFloat32.class));
    return tf.math.mul(variance, ratio);
  }

  /**
   * Puts the moments of the batch in their place, by Chan, Golub, LeVeque 1982: its variance is the
   * mean of the shares' variances and of the squared differences of their means.
   *
   * @param shares the moments of one layer in all replicas of this process
   * @param weights of all replicas: [replicas]
   * @param gather makes of the rows of this process those of all: from [replicas, 2 C] to as many
   *     rows as there are weights
   */
  public static void connect(
      Ops tf,
      List<ShareMoments> shares,
      Operand<TFloat32> weights,
      UnaryOperator<Operand<TFloat32>> gather) {
    var acrossChannels = tf.constant(1);
    List<Operand<TFloat32>> own = new ArrayList<>();
    for (ShareMoments each : shares) {
      own.add(tf.concat(List.of(each.ownMean, each.ownVariance), tf.constant(0)));
    }
    var rows = tf.split(acrossChannels, gather.apply(tf.stack(own)), 2L).output();
    var means = rows.get(0);
    var variances = rows.get(1);
    var axis = tf.constant(0);
    var weight = tf.expandDims(weights, acrossChannels);
    var mean = tf.sum(tf.math.mul(means, weight), axis);
    var between = tf.math.squaredDifference(means, mean);
    var variance = tf.sum(tf.math.mul(tf.math.add(variances, between), weight), axis);
    for (ShareMoments each : shares) {
      InputEdge.replace(each.mean.op(), 0, mean);
      InputEdge.replace(each.variance.op(), 0, variance);
    }
  }
}
