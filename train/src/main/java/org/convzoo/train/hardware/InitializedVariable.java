package org.convzoo.train.hardware;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TNumber;
import org.tensorflow.types.family.TType;

/** Variables of no network, which get their first values when the session is initialised. */
public final class InitializedVariable {

  private InitializedVariable() {}

  /** Builds a variable that starts as {@code start}, which is built in an init scope. */
  public static <T extends TType> Operand<T> at(Ops tf, Operand<T> start) {
    return started(tf, tf.variable(start.shape(), start.type()), start);
  }

  /** Builds a scalar that starts at 0. */
  public static <T extends TNumber> Operand<T> zero(Ops tf, String name, Class<T> type) {
    Ops init = tf.withInitScope();
    var zero = init.dtypes.cast(init.constant(0), type);
    return started(tf, tf.withName(name).variable(Shape.scalar(), type), zero);
  }

  private static <T extends TType> Operand<T> started(
      Ops tf, Operand<T> variable, Operand<T> start) {
    tf.withInitScope().assign(variable, start);
    return variable;
  }
}
