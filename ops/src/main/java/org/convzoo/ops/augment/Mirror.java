package org.convzoo.ops.augment;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** Left becomes right. */
final class Mirror {

  private Mirror() {}

  /** Mirrors a map [H,W,K] where {@code whether} is 1, and else copies nothing. */
  static <T extends TType> Operand<T> where(Ops tf, Operand<TInt32> whether, Operand<T> map) {
    var way = tf.switchCond(map, tf.math.equal(whether, tf.constant(1)));
    Operand<T> mirrored = tf.reverse(way.outputTrue(), tf.constant(new int[] {1}));
    return tf.merge(List.of(way.outputFalse(), mirrored)).output();
  }
}
