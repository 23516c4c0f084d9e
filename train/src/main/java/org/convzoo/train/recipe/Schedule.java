package org.convzoo.train.recipe;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.convzoo.Require;
import org.convzoo.UsageException;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * The learning rate as a function of the position. The training graph builds it, through {@link
 * Recipe#rate}, at each step anew.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "schedule")
@JsonSubTypes({
  @Type(value = Schedule.Constant.class, name = "constant"),
  @Type(value = Schedule.Step.class, name = "step"),
  @Type(value = Schedule.MultiStep.class, name = "multistep"),
  @Type(value = Schedule.Exponential.class, name = "exponential"),
  @Type(value = Schedule.Polynomial.class, name = "polynomial"),
  @Type(value = Schedule.Cosine.class, name = "cosine"),
  @Type(value = Schedule.Inverse.class, name = "inverse"),
  @Type(value = Schedule.Plateau.class, name = "plateau")
})
public sealed interface Schedule {

  /** Returns the rate at the start: above 0. */
  double base();

  /** Builds the rate, a scalar. */
  Operand<TFloat32> build(Ops tf, Position at);

  /**
   * Where a training stands.
   *
   * @param step a scalar, 0 at the first step
   * @param perEpoch steps in an epoch
   * @param epochs in the whole training
   * @param plateaus a scalar: how often the validation score has stood still for a {@link
   *     Plateau}'s patience
   */
  record Position(Operand<TInt64> step, int perEpoch, int epochs, Operand<TInt64> plateaus) {

    private float steps() {
      return (float) perEpoch * epochs;
    }
  }

  /** The base rate throughout. */
  record Constant(double base) implements Schedule {
    public Constant {
      requireRate(base);
    }

    @Override
    public Operand<TFloat32> build(Ops tf, Position at) {
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
      Require.positive("factor", factor);
      Require.positive("every", every);
    }

    @Override
    public Operand<TFloat32> build(Ops tf, Position at) {
      return decayed(
          tf, base, factor, tf.math.floorDiv(at.step, tf.constant((long) every * at.perEpoch)));
    }
  }

  /**
   * base * factor ^ (how many of the changes are past).
   *
   * @param factor above 0
   * @param at the epochs of the changes, rising: 80 is the change between the 80th and the next
   */
  record MultiStep(double base, double factor, List<Integer> at) implements Schedule {
    public MultiStep {
      requireRate(base);
      Require.positive("factor", factor);
      if (at == null || at.isEmpty()) {
        throw new UsageException("at must name the epochs of the changes");
      }
      at = List.copyOf(at);
      int last = 0;
      for (int change : at) {
        if (change <= last) {
          throw new UsageException("at must rise from above 0, got " + at);
        }
        last = change;
      }
    }

    @Override
    public Operand<TFloat32> build(Ops tf, Position position) {
      long[] changes = at.stream().mapToLong(e -> (long) e * position.perEpoch).toArray();
      var past = tf.math.lessEqual(tf.constant(changes), position.step);
      var count = tf.reduceSum(tf.dtypes.cast(past, TInt64.class), tf.constant(0));
      return decayed(tf, base, factor, count);
    }
  }

  /**
   * base * factor ^ (epoch / every), with fractions of an epoch: {@link Step} without its steps.
   *
   * @param factor above 0
   * @param every the epochs in which the rate falls by the factor, at least 1
   */
  record Exponential(double base, double factor, int every) implements Schedule {
    public Exponential {
      requireRate(base);
      Require.positive("factor", factor);
      Require.positive("every", every);
    }

    @Override
    public Operand<TFloat32> build(Ops tf, Position at) {
      var exponent = tf.math.div(floats(tf, at.step), tf.constant((float) every * at.perEpoch));
      return scaled(tf, base, tf.math.pow(tf.constant((float) factor), exponent));
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
      Require.positive("power", power);
    }

    @Override
    public Operand<TFloat32> build(Ops tf, Position at) {
      var left = tf.math.sub(tf.constant(1f), share(tf, at));
      return scaled(tf, base, tf.math.pow(left, tf.constant((float) power)));
    }
  }

  /** base * (1 + cos(pi * step / steps)) / 2: Loshchilov and Hutter, ICLR 2017, without restart. */
  record Cosine(double base) implements Schedule {
    public Cosine {
      requireRate(base);
    }

    @Override
    public Operand<TFloat32> build(Ops tf, Position at) {
      var cosine = tf.math.cos(tf.math.mul(share(tf, at), tf.constant((float) Math.PI)));
      return scaled(tf, base / 2, tf.math.add(tf.constant(1f), cosine));
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
        throw new UsageException("gamma and power must be at least 0, got %s and %s", gamma, power);
      }
    }

    @Override
    public Operand<TFloat32> build(Ops tf, Position at) {
      var grown =
          tf.math.add(
              tf.constant(1f), tf.math.mul(floats(tf, at.step), tf.constant((float) gamma)));
      return scaled(tf, base, tf.math.pow(grown, tf.constant((float) -power)));
    }
  }

  /**
   * base * factor ^ (how often the score on the validation (else the test) images stood still).
   *
   * @param factor above 0
   * @param patience epochs without a better score, since the best or the last change, after which
   *     the rate changes: at least 1
   */
  record Plateau(double base, double factor, int patience) implements Schedule {
    public Plateau {
      requireRate(base);
      Require.positive("factor", factor);
      Require.positive("patience", patience);
    }

    @Override
    public Operand<TFloat32> build(Ops tf, Position at) {
      return decayed(tf, base, factor, at.plateaus);
    }
  }

  private static Operand<TFloat32> share(Ops tf, Position at) {
    return tf.math.div(floats(tf, at.step), tf.constant(at.steps()));
  }

  private static Operand<TFloat32> floats(Ops tf, Operand<TInt64> x) {
    return tf.dtypes.cast(x, TFloat32.class);
  }

  private static Operand<TFloat32> decayed(
      Ops tf, double base, double factor, Operand<TInt64> changes) {
    return scaled(tf, base, tf.math.pow(tf.constant((float) factor), floats(tf, changes)));
  }

  private static Operand<TFloat32> scaled(Ops tf, double base, Operand<TFloat32> x) {
    return tf.math.mul(tf.constant((float) base), x);
  }

  private static void requireRate(double base) {
    Require.positive("base", base);
  }
}
