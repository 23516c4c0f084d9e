package org.convzoo.ops.augment.sample;

import java.util.List;
import org.convzoo.ops.random.Seeds;
import org.convzoo.ops.random.StatelessRandom;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * The random numbers of one batch in one epoch: pure functions of the seed, the epoch, the batch's
 * number and the name of what they are for.
 */
public final class BatchRandom {

  private static final int PHILOX = 1; // TensorFlow's number of the algorithm

  private final Ops tf;
  private final long seed;
  private final Operand<TInt64> position;

  private BatchRandom(Ops tf, long seed, Operand<TInt64> position) {
    this.tf = tf;
    this.seed = seed;
    this.position = position;
  }

  /**
   * Starts.
   *
   * @param epoch a scalar, at least 0
   * @param number of the batch, a scalar, at least 0
   */
  public static BatchRandom of(Ops tf, long seed, Operand<TInt64> epoch, Operand<TInt64> number) {
    return new BatchRandom(tf, seed, StatelessRandom.inEpoch(tf, epoch, number));
  }

  /** Returns the numbers of a part of it: other names have other numbers. */
  public BatchRandom under(String name) {
    return new BatchRandom(tf, Seeds.of(seed, name), position);
  }

  /** Samples from U(0, 1). */
  public UniformSamples uniform(String name, int count) {
    return new UniformSamples(tf, numbers(name, count));
  }

  /**
   * Samples from Beta(alpha, alpha), a scalar: the share of one of two samples from Gamma(alpha,
   * 1).
   */
  public Operand<TFloat32> beta(String name, float alpha) {
    var odds = tf.math.sub(logGamma(name + "/one", alpha), logGamma(name + "/other", alpha));
    return tf.math.sigmoid(odds);
  }

  /**
   * The logarithm of a sample from Gamma(alpha, 1), which for a small alpha can be less than a
   * float can say: one from Gamma(alpha + 1, 1) times U ^ (1 / alpha).
   */
  private Operand<TFloat32> logGamma(String name, float alpha) {
    var key = tf.random.statelessRandomGetKeyCounter(key(name));
    var gamma =
        tf.random.statelessRandomGamma(
            tf.constant(new int[0]),
            key.key(),
            key.counter(),
            tf.constant(PHILOX),
            tf.constant(alpha + 1));
    var uniform = tf.math.sub(tf.constant(1f), numbers(name + "/boost")); // above 0
    var boost = tf.math.div(tf.math.log(uniform), tf.constant(alpha));
    return tf.math.add(tf.math.log(gamma), boost);
  }

  private Operand<TFloat32> numbers(String name, int... shape) {
    return tf.random.statelessRandomUniform(tf.constant(shape), key(name));
  }

  private Operand<TInt64> key(String name) {
    return tf.stack(List.of(tf.constant(Seeds.of(seed, name)), position));
  }
}
