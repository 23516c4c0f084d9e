package org.convzoo.ops.random;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * Random numbers that belong to numbered things, such as the images of a synthetic data set: those
 * of one thing do not depend on which others are asked for beside it, as they would with
 * TensorFlow's own ops.
 */
public final class StatelessRandom {

  private static final long GAMMA = 0x9E3779B97F4A7C15L;

  private static final int NUMBER_BITS = 32;

  private StatelessRandom() {}

  /** Makes numbers of things, each at least 0, into those that they have in one epoch. */
  public static Operand<TInt64> inEpoch(Ops tf, Operand<TInt64> epoch, Operand<TInt64> numbers) {
    return tf.math.add(tf.bitwise.leftShift(epoch, constant(tf, NUMBER_BITS)), numbers);
  }

  /**
   * Samples {@code count} numbers from U(0, 1) for each thing, a function of the seed, the name and
   * the thing's number: SplitMix64 (Steele, Lea, Flood, OOPSLA 2014) in int64 ops.
   *
   * @param name of what they are for: other names sample other numbers
   * @param numbers of the things: [N], or of one, []
   * @return [N,count], or [count]
   */
  public static Operand<TFloat32> uniform(
      Ops tf, long seed, String name, Operand<TInt64> numbers, int count) {
    Operand<TInt64> first =
        tf.math.mul(tf.expandDims(numbers, tf.constant(-1)), constant(tf, count));
    Operand<TInt64> places = tf.range(constant(tf, 1), constant(tf, count + 1L), constant(tf, 1));
    Operand<TInt64> z = tf.math.mul(tf.math.add(first, places), constant(tf, GAMMA));
    z = tf.math.add(z, constant(tf, Seeds.of(seed, name)));
    z = tf.math.mul(folded(tf, z, 30), constant(tf, 0xBF58476D1CE4E5B9L));
    z = tf.math.mul(folded(tf, z, 27), constant(tf, 0x94D049BB133111EBL));
    z = shifted(tf, folded(tf, z, 31), 40); // 24 bits: as many as a float tells apart
    return tf.math.mul(tf.dtypes.cast(z, TFloat32.class), tf.constant(0x1p-24f));
  }

  /** z ^ (z >>> bits). */
  private static Operand<TInt64> folded(Ops tf, Operand<TInt64> z, int bits) {
    return tf.bitwise.bitwiseXor(z, shifted(tf, z, bits));
  }

  /** z >>> bits: TensorFlow's own shift fills up with the sign. */
  private static Operand<TInt64> shifted(Ops tf, Operand<TInt64> z, int bits) {
    return tf.bitwise.bitwiseAnd(
        tf.bitwise.rightShift(z, constant(tf, bits)), constant(tf, -1L >>> bits));
  }

  private static Operand<TInt64> constant(Ops tf, long value) {
    return tf.constant(value);
  }
}
