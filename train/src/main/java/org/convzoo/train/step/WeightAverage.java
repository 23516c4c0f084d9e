package org.convzoo.train.step;

import java.util.List;
import org.convzoo.ops.Variable;
import org.convzoo.ops.Variables;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * The average of a network's weights over the steps: Polyak and Juditsky, SIAM Journal on Control
 * and Optimization 30(4), 1992, and Szegedy et al., CVPR 2015, section 6.
 *
 * <p>It is the mean of all weights so far until there are 1 / (1 - decay) of them, and then a
 * moving one that keeps the share {@code decay} at each update. Batch norm's statistics are
 * averaged too.
 */
final class WeightAverage {

  private WeightAverage() {}

  /**
   * Builds its move.
   *
   * @param trained the weights
   * @param average a store of variables of the same names
   * @param updates a scalar: how many were averaged before
   */
  static List<Operation> move(
      Ops tf, Variables trained, Variables average, double decay, Operand<TInt64> updates) {
    var count = tf.math.add(tf.dtypes.cast(updates, TFloat32.class), tf.constant(1f));
    var share =
        tf.math.maximum(tf.constant((float) (1 - decay)), tf.math.div(tf.constant(1f), count));
    return trained.all().stream()
        .filter(variable -> variable.role() != Variable.Role.SLOT)
        .map(
            variable -> {
              Operand<TFloat32> mean = average.like(variable);
              var gap = tf.math.sub(mean, variable.value());
              return tf.train.applyGradientDescent(mean, share, gap).op();
            })
        .toList();
  }
}
