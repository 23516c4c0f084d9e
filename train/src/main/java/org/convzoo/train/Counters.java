package org.convzoo.train;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TNumber;

/** Variables of a training graph that are one number. */
final class Counters {

  private Counters() {}

  /** Draws a scalar that starts at 0. */
  static <T extends TNumber> Operand<T> zero(Ops tf, String name, Class<T> type) {
    Operand<T> value = tf.withName(name).variable(Shape.scalar(), type);
    Ops init = tf.withInitScope();
    init.assign(value, init.dtypes.cast(init.constant(0), type));
    return value;
  }
}
