package org.convzoo.train;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * Numbers that look random and are a pure function of (seed, index, place), for data sets that are
 * drawn: an image is the same in whatever batch it stands.
 */
final class Chance {

  private static final long LOW = 0xFFFF_FFFFL;

  private Chance() {}

  /**
   * Draws numbers from U(0, 1), in steps of 2^-24.
   *
   * @param of what they are for: others are independent
   * @param indexes [N], the images
   * @param count how many for each
   * @return [N,count]
   */
  static Operand<TFloat32> uniform(
      Ops tf, long seed, String of, Operand<TInt64> indexes, int count) {
    var own = tf.constant((31 * seed + of.hashCode()) & LOW);
    var image = mixed(tf, tf.math.add(mixed(tf, indexes), own));
    var places = tf.range(tf.constant(0L), tf.constant((long) count), tf.constant(1L));
    var bits = mixed(tf, tf.math.add(tf.expandDims(image, tf.constant(1)), mixed(tf, places)));
    var top = tf.dtypes.cast(tf.bitwise.rightShift(bits, tf.constant(8L)), TFloat32.class);
    return tf.math.mul(top, tf.constant(1f / (1 << 24)));
  }

  /** Stirs the low 32 bits of each number, by shifts and odd factors below 2^31. */
  private static Operand<TInt64> mixed(Ops tf, Operand<TInt64> numbers) {
    Operand<TInt64> x = low(tf, tf.math.add(numbers, tf.constant(0x9E37_79B9L)));
    x = low(tf, tf.math.mul(shifted(tf, x, 16), tf.constant(0x7FEB_352DL)));
    x = low(tf, tf.math.mul(shifted(tf, x, 15), tf.constant(0x6C8E_9CF5L)));
    return shifted(tf, x, 16);
  }

  private static Operand<TInt64> shifted(Ops tf, Operand<TInt64> x, long bits) {
    return tf.bitwise.bitwiseXor(x, tf.bitwise.rightShift(x, tf.constant(bits)));
  }

  private static Operand<TInt64> low(Ops tf, Operand<TInt64> x) {
    return tf.bitwise.bitwiseAnd(x, tf.constant(LOW));
  }
}
