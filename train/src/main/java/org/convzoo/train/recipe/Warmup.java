package org.convzoo.train.recipe;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.convzoo.Require;
import org.convzoo.UsageException;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A straight line that the learning rate follows before its schedule does. The schedule goes on
 * where it would be without.
 *
 * @param epochs how long, above 0: half an epoch is 0.5
 * @param from the rate at the first step, at least 0
 * @param to the rate at the line's end, at least 0, or null for the schedule's base
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Warmup(double epochs, double from, Double to) {

  public Warmup {
    Require.atLeastZero("from", from);
    Require.atLeastZero("to", to == null ? 0 : to);
    if (!(epochs > 0)) {
      throw new UsageException("epochs must be above 0, got " + epochs);
    }
  }

  /**
   * Builds the rate, a scalar.
   *
   * @param then what follows
   */
  Operand<TFloat32> build(Ops tf, Schedule then, Schedule.Position at) {
    long steps = Math.max(1, Math.round(epochs * at.perEpoch()));
    double end = to == null ? then.base() : to;
    var step = tf.dtypes.cast(at.step(), TFloat32.class);
    var risen = tf.math.mul(step, tf.constant((float) ((end - from) / steps)));
    return tf.select(
        tf.math.less(at.step(), tf.constant(steps)),
        tf.math.add(tf.constant((float) from), risen),
        then.build(tf, at));
  }
}
