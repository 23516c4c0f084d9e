package org.convzoo.ops.augment.sample;

import java.util.List;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Operand;
import org.tensorflow.Signature;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.If;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** Left becomes right. */
final class Mirror {

  private Mirror() {}

  /** Mirrors a map [H,W,K] where {@code whether} is 1, and else copies nothing. */
  static <T extends TType> Operand<T> where(Ops tf, Operand<TInt32> whether, Operand<T> map) {
    try (ConcreteFunction mirrored = function(map, true);
        ConcreteFunction same = function(map, false)) {
      return tf.statelessIf(
              tf.math.equal(whether, tf.constant(1)),
              List.of(map),
              List.of(map.type()),
              mirrored,
              same,
              If.outputShapes(List.of(map.shape())))
          .output()
          .get(0)
          .expect(map.type());
    }
  }

  private static <T extends TType> ConcreteFunction function(Operand<T> like, boolean mirrors) {
    return ConcreteFunction.create(
        tf -> {
          var map = tf.placeholder(like.type(), Placeholder.shape(like.shape()));
          Operand<T> done =
              mirrors ? tf.reverse(map, tf.constant(new int[] {1})) : tf.identity(map);
          return Signature.builder().input("map", map).output("done", done).build();
        });
  }
}
