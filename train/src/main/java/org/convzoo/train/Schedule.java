package org.convzoo.train;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** The learning rate as a function of the step, drawn into the training graph. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "schedule")
@JsonSubTypes({
  @Type(value = Schedule.Constant.class, name = "constant"),
  @Type(value = Schedule.Step.class, name = "step"),
  @Type(value = Schedule.Polynomial.class, name = "polynomial"),
  @Type(value = Schedule.Inverse.class, name = "inverse")
})
public sealed interface Schedule {

  /** Returns the rate at the start: above 0. */
  double base();

  /**
   * Draws the rate.
   *
   * @param step a scalar, 0 at the first step
   * @param perEpoch steps in an epoch
   * @param epochs in the whole training
   * @return a scalar
   */
  Operand<TFloat32> draw(Ops tf, Operand<TInt64> step, int perEpoch, int epochs);

  /** The base rate throughout. */
  record Constant(double base) implements Schedule {
    public Constant {
      requireRate(base);
    }

    @Override
    public Operand<TFloat32> draw(Ops tf, Operand<TInt64> step, int perEpoch, int epochs) {
      return tf.constant((float) base);
    }
  }

  /**
   * base * factor ^ floor(epoch / every).
   *
   * @param factor above 0
   * @param every epochs between two changes, at least 1
   */
  record Step(double base, double factor, int every) implements Schedule {
    public Step {
      requireRate(base);
      requirePositive("factor", factor);
      requirePositive("every", every);
    }

    @Override
    public Operand<TFloat32> draw(Ops tf, Operand<TInt64> step, int perEpoch, int epochs) {
      var changes = tf.math.floorDiv(step, tf.constant((long) every * perEpoch));
      return scaled(tf, base, tf.math.pow(tf.constant((float) factor), floats(tf, changes)));
    }
  }

  /**
   * base * (1 - step / steps) ^ power.
   *
   * @param power above 0: 1 is a straight line
   */
  record Polynomial(double base, double power) implements Schedule {
    public Polynomial {
      requireRate(base);
      requirePositive("power", power);
    }

    @Override
    public Operand<TFloat32> draw(Ops tf, Operand<TInt64> step, int perEpoch, int epochs) {
      float steps = (float) perEpoch * epochs;
      var left = tf.math.sub(tf.constant(1f), tf.math.div(floats(tf, step), tf.constant(steps)));
      return scaled(tf, base, tf.math.pow(left, tf.constant((float) power)));
    }
  }

  /**
   * base * (1 + gamma * step) ^ -power, Caffe's "inv".
   *
   * @param gamma at least 0
   * @param power at least 0
   */
  record Inverse(double base, double gamma, double power) implements Schedule {
    public Inverse {
      requireRate(base);
      if (!(gamma >= 0) || !(power >= 0)) {
        throw new IllegalArgumentException(
            "gamma and power must be at least 0, got %s and %s".formatted(gamma, power));
      }
    }

    @Override
    public Operand<TFloat32> draw(Ops tf, Operand<TInt64> step, int perEpoch, int epochs) {
      var grown =
          tf.math.add(tf.constant(1f), tf.math.mul(floats(tf, step), tf.constant((float) gamma)));
      return scaled(tf, base, tf.math.pow(grown, tf.constant((float) -power)));
    }
  }

  private static Operand<TFloat32> floats(Ops tf, Operand<TInt64> x) {
    return tf.dtypes.cast(x, TFloat32.class);
  }

  private static Operand<TFloat32> scaled(Ops tf, double base, Operand<TFloat32> x) {
    return tf.math.mul(tf.constant((float) base), x);
  }

  private static void requireRate(double base) {
    requirePositive("base", base);
  }

  private static void requirePositive(String key, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(key + " must be above 0, got " + value);
    }
  }
}
