package org.convzoo.ops;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Stack;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/** The kernel of a layer that changes nothing. */
final class IdentityKernel {

  private IdentityKernel() {}

  /**
   * Returns a kernel, [h,w,C,C] of a convolution with SAME padding or [C,C] of a dense layer: the
   * identity of channels in the middle of the window, else 0.
   */
  static <T extends TNumber> Operand<T> of(
      Ops tf, Operand<? extends TNumber> shape, Class<T> type) {
    Operand<TInt32> sizes = tf.dtypes.cast(shape, TInt32.class);
    int axes = (int) shape.shape().get(0);
    var channels = tf.slice(sizes, ints(tf, axes - 1), ints(tf, 1));
    var one = tf.dtypes.cast(tf.constant(1f), type);
    var identity = tf.linalg.tensorDiag(tf.fill(channels, one));
    if (axes == 2) {
      return identity;
    }
    var window = tf.slice(sizes, ints(tf, 0), ints(tf, 2));
    var around = tf.math.sub(window, tf.constant(1));
    var before = tf.math.floorDiv(around, tf.constant(2)); // as SAME pads an even window
    var after = tf.math.sub(around, before);
    var pixels = tf.stack(List.of(before, after), Stack.axis(1L));
    var zeros = tf.concat(List.of(pixels, tf.constant(new int[2][2])), tf.constant(0));
    var middle = tf.expandDims(tf.expandDims(identity, tf.constant(0)), tf.constant(0));
    return tf.pad(middle, zeros, tf.dtypes.cast(tf.constant(0f), type));
  }

  private static Operand<TInt32> ints(Ops tf, int value) {
    return tf.constant(new int[] {value});
  }
}
