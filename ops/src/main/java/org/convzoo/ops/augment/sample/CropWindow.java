package org.convzoo.ops.augment.sample;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Stack;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/**
 * A window of maps [H,W,K] that may reach outside of them.
 *
 * @param paddings [3,2] that make room for it
 * @param offset [2] in what is padded
 * @param size [2]
 */
record CropWindow(Operand<TInt32> paddings, Operand<TInt32> offset, Operand<TInt32> size) {

  /** The window of this size from this offset on, over maps of a size {@code of}. */
  static CropWindow of(Ops tf, Operand<TInt32> offset, Operand<TInt32> size, Operand<TInt32> of) {
    var none = tf.constant(0);
    Operand<TInt32> before = tf.math.maximum(tf.math.neg(offset), none);
    Operand<TInt32> over = tf.math.sub(tf.math.add(offset, size), of);
    Operand<TInt32> sides = tf.stack(List.of(before, tf.math.maximum(over, none)), Stack.axis(1L));
    return new CropWindow(
        tf.concat(List.of(sides, tf.constant(new int[1][2])), tf.constant(0)),
        tf.math.add(offset, before),
        size);
  }

  /** Cuts it out of a map; what lies outside is filled. */
  <T extends TType> Operand<T> cut(Ops tf, Operand<T> map, float fill) {
    Operand<T> outside = tf.dtypes.cast(tf.constant(fill), map.type());
    var padded = tf.pad(map, paddings, outside); // no copy where there is nothing to pad
    var from = tf.concat(List.of(offset, tf.constant(new int[1])), tf.constant(0));
    var depth = tf.constant(new int[] {Math.toIntExact(map.shape().get(2))});
    var sizes = tf.concat(List.of(size, depth), tf.constant(0));
    return tf.slice(padded, from, sizes);
  }
}
