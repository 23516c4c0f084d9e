package org.convzoo.ops.augment.sample;

import java.util.Arrays;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Random numbers from U(0, 1), each taken once, in their order, and what is made of them: those of
 * an image, or of each of N images at once. What is made then has a first axis of N.
 */
public final class UniformSamples {

  private final Ops tf;
  private final Operand<TFloat32> numbers;
  private final int axis;
  private int taken;

  /**
   * Starts.
   *
   * @param numbers [K], or [N,K]
   */
  public UniformSamples(Ops tf, Operand<TFloat32> numbers) {
    this.tf = tf;
    this.numbers = numbers;
    this.axis = numbers.shape().numDimensions() - 1;
  }

  /** Samples one number from U(0, 1). */
  public Operand<TFloat32> uniform() {
    return tf.gather(numbers, tf.constant(taken++), tf.constant(axis));
  }

  /** Samples numbers from U(0, 1). */
  Operand<TFloat32> uniform(int count) {
    int[] from = new int[axis + 1];
    int[] size = new int[axis + 1];
    Arrays.fill(size, -1);
    from[axis] = taken;
    size[axis] = count;
    taken += count;
    return tf.slice(numbers, tf.constant(from), tf.constant(size));
  }

  /** Samples one number from U(low, high). */
  public Operand<TFloat32> between(float low, float high) {
    return between(uniform(), low, high);
  }

  /** Samples numbers from U(low, high). */
  Operand<TFloat32> between(float low, float high, int count) {
    return between(uniform(count), low, high);
  }

  private Operand<TFloat32> between(Operand<TFloat32> uniform, float low, float high) {
    return tf.math.add(tf.math.mul(uniform, tf.constant(high - low)), tf.constant(low));
  }

  /**
   * Samples numbers from N(0, stddev^2), each of two from U(0, 1): Box, Muller, Ann. Math. Stat.
   * 29, 1958.
   */
  public Operand<TFloat32> normal(float stddev, int count) {
    var above = tf.math.sub(tf.constant(1f), uniform(count)); // not 0
    var length = tf.math.sqrt(tf.math.mul(tf.math.log(above), tf.constant(-2f)));
    var angle = tf.math.mul(uniform(count), tf.constant((float) (2 * Math.PI)));
    var unit = tf.math.mul(length, tf.math.cos(angle));
    return tf.math.mul(unit, tf.constant(stddev));
  }

  /** Samples a whole number from 0 to {@code below} - 1, each as likely. */
  public Operand<TInt32> whole(int below) {
    return whole(uniform(), tf.constant(below));
  }

  /** Samples two whole numbers from 0 to those of {@code below}, [2], less 1, each as likely. */
  public Operand<TInt32> pair(Operand<TInt32> below) {
    return whole(uniform(2), below);
  }

  private Operand<TInt32> whole(Operand<TFloat32> uniform, Operand<TInt32> below) {
    var scaled = tf.math.mul(uniform, tf.dtypes.cast(below, TFloat32.class)); // below 2^24
    return tf.dtypes.cast(scaled, TInt32.class); // which rounds down
  }
}
