package org.convzoo.train;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.convzoo.ops.Variable;
import org.convzoo.ops.Variables;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.train.ApplyMomentum;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** How a gradient moves a variable. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "name")
@JsonSubTypes({
  @Type(value = Optimizer.Sgd.class, name = "sgd"),
  @Type(value = Optimizer.Nesterov.class, name = "nesterov"),
  @Type(value = Optimizer.RmsProp.class, name = "rmsprop"),
  @Type(value = Optimizer.Adam.class, name = "adam")
})
public sealed interface Optimizer {

  /** Returns the share of a variable that decays and is added to its gradient: at least 0. */
  double weightDecay();

  /**
   * Draws the update of one variable.
   *
   * @param now the step that is taken
   */
  Op update(Ops tf, Variables variables, Variable variable, Operand<TFloat32> gradient, Moment now);

  /**
   * A step of one variable, in scalars.
   *
   * @param step its number, 0 at the first
   * @param rate its learning rate
   * @param lastRate the learning rate of the step before, at the first its own
   * @param decays whether the variable decays
   */
  record Moment(
      Operand<TInt64> step, Operand<TFloat32> rate, Operand<TFloat32> lastRate, boolean decays) {

    private double decay(double weightDecay) {
      return decays ? weightDecay : 0;
    }
  }

  /**
   * Stochastic gradient descent with momentum, as Krizhevsky et al. 2012 write it in section 5: v
   * <- m v - d e w - e g; w <- w + v, with momentum m, decay d, learning rate e and gradient g.
   *
   * @param momentum 0 (plain descent) to below 1
   * @param weightDecay at least 0
   */
  record Sgd(double momentum, @JsonProperty("weight_decay") double weightDecay)
      implements Optimizer {

    public Sgd {
      requireShare("momentum", momentum);
      requireDecay(weightDecay);
    }

    @Override
    public Op update(
        Ops tf, Variables variables, Variable variable, Operand<TFloat32> gradient, Moment now) {
      if (momentum == 0) {
        Operand<TFloat32> slope = decayed(tf, variable, gradient, now.decay(weightDecay));
        return tf.train.applyGradientDescent(variable.value(), now.rate, slope);
      }
      // TensorFlow's form is a <- m a + g; w <- w - e a. Where the rate stays, its a is -v / e;
      // where it changes, the a of the step before is brought to the new rate by m (e' / e).
      Operand<TFloat32> m =
          tf.math.mul(tf.constant((float) momentum), tf.math.div(now.lastRate, now.rate));
      Operand<TFloat32> accumulator = variables.slot(variable, "momentum");
      if (now.decay(weightDecay) > 0) {
        // d w joins the gradient by way of a, in one pass over memory: m (a + d / m w) = m a + d w.
        var share = tf.math.div(tf.constant((float) -weightDecay), m);
        accumulator = tf.train.applyGradientDescent(accumulator, share, variable.value());
      }
      return tf.train.applyMomentum(variable.value(), accumulator, now.rate, gradient, m);
    }
  }

  /**
   * Nesterov's momentum as Torch has it, with which Wide ResNets and DenseNets were trained: a <- m
   * a + (g + d w); w <- w - e (g + d w + m a), with momentum m, decay d, learning rate e and
   * gradient g.
   *
   * @param momentum above 0, below 1
   * @param weightDecay at least 0
   */
  record Nesterov(double momentum, @JsonProperty("weight_decay") double weightDecay)
      implements Optimizer {

    public Nesterov {
      requireShare("momentum", momentum);
      if (momentum == 0) {
        throw new IllegalArgumentException("momentum must be above 0, got 0: sgd does without");
      }
      requireDecay(weightDecay);
    }

    @Override
    public Op update(
        Ops tf, Variables variables, Variable variable, Operand<TFloat32> gradient, Moment now) {
      return tf.train.applyMomentum(
          variable.value(),
          variables.slot(variable, "momentum"),
          now.rate,
          decayed(tf, variable, gradient, now.decay(weightDecay)),
          tf.constant((float) momentum),
          ApplyMomentum.useNesterov(true));
    }
  }

  /**
   * RMSProp: Tieleman and Hinton, "Neural networks for machine learning", lecture 6.5, 2012, with
   * TensorFlow's momentum: s <- r s + (1 - r) g^2; v <- m v + e g / sqrt(s + epsilon); w <- w - v.
   *
   * @param rho r, 0 to below 1, or null for 0.9
   * @param momentum m, 0 to below 1
   * @param epsilon above 0, or null for 1e-7
   * @param weightDecay at least 0
   */
  record RmsProp(
      Double rho, double momentum, Double epsilon, @JsonProperty("weight_decay") double weightDecay)
      implements Optimizer {

    public RmsProp {
      rho = rho == null ? 0.9 : rho;
      epsilon = epsilon == null ? 1e-7 : epsilon;
      requireShare("rho", rho);
      requireShare("momentum", momentum);
      requireEpsilon(epsilon);
      requireDecay(weightDecay);
    }

    @Override
    public Op update(
        Ops tf, Variables variables, Variable variable, Operand<TFloat32> gradient, Moment now) {
      return tf.train.applyRmsProp(
          variable.value(),
          variables.slot(variable, "mean_square"),
          variables.slot(variable, "momentum"),
          now.rate,
          tf.constant(rho.floatValue()),
          tf.constant((float) momentum),
          tf.constant(epsilon.floatValue()),
          decayed(tf, variable, gradient, now.decay(weightDecay)));
    }
  }

  /**
   * Adam: Kingma and Ba, ICLR 2015, algorithm 1, with TensorFlow's epsilon-hat.
   *
   * @param beta1 0 to below 1, or null for 0.9
   * @param beta2 0 to below 1, or null for 0.999
   * @param epsilon above 0, or null for 1e-8
   * @param weightDecay at least 0
   */
  record Adam(
      Double beta1, Double beta2, Double epsilon, @JsonProperty("weight_decay") double weightDecay)
      implements Optimizer {

    public Adam {
      beta1 = beta1 == null ? 0.9 : beta1;
      beta2 = beta2 == null ? 0.999 : beta2;
      epsilon = epsilon == null ? 1e-8 : epsilon;
      requireShare("beta1", beta1);
      requireShare("beta2", beta2);
      requireEpsilon(epsilon);
      requireDecay(weightDecay);
    }

    @Override
    public Op update(
        Ops tf, Variables variables, Variable variable, Operand<TFloat32> gradient, Moment now) {
      var time = tf.math.add(tf.dtypes.cast(now.step, TFloat32.class), tf.constant(1f));
      Operand<TFloat32> first = tf.constant(beta1.floatValue());
      Operand<TFloat32> second = tf.constant(beta2.floatValue());
      return tf.train.applyAdam(
          variable.value(),
          variables.slot(variable, "m"),
          variables.slot(variable, "v"),
          tf.math.pow(first, time),
          tf.math.pow(second, time),
          now.rate,
          first,
          second,
          tf.constant(epsilon.floatValue()),
          decayed(tf, variable, gradient, now.decay(weightDecay)));
    }
  }

  private static Operand<TFloat32> decayed(
      Ops tf, Variable variable, Operand<TFloat32> gradient, double weightDecay) {
    if (weightDecay == 0) {
      return gradient;
    }
    var decay = tf.math.mul(variable.value(), tf.constant((float) weightDecay));
    return tf.math.add(gradient, decay);
  }

  private static void requireShare(String key, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(key + " must be in 0..1, got " + value);
    }
  }

  private static void requireEpsilon(double value) {
    if (!(value > 0)) {
      throw new IllegalArgumentException("epsilon must be above 0, got " + value);
    }
  }

  private static void requireDecay(double value) {
    if (!(value >= 0)) {
      throw new IllegalArgumentException("weight_decay must be at least 0, got " + value);
    }
  }
}
