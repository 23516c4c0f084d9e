package org.convzoo.train.optimizer;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.convzoo.Require;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Stochastic gradient descent with momentum, as Krizhevsky et al. 2012 write it in section 5: v
 * &lt;- m v - d e w - e g; w &lt;- w + v, with momentum m, decay d, learning rate e and gradient g.
 *
 * @param momentum 0 (plain descent) to below 1
 * @param weightDecay at least 0
 */
public record Sgd(double momentum, @JsonProperty("weight_decay") double weightDecay)
    implements OptimizerConfig {

  public Sgd {
    Require.share("momentum", momentum);
    Require.atLeastZero("weight_decay", weightDecay);
  }

  @Override
  public Optimizer build(Graph graph, StepContext now) {
    List<String> slots = momentum == 0 ? List.of() : List.of("momentum");
    return new ScheduledOptimizer(graph, "SGD", now, weightDecay, slots) {
      @Override
      Op update(Ops tf, Update of) {
        return momentum == 0
            ? tf.train.applyGradientDescent(of.value(), of.rate(), of.decayedGradient(tf))
            : descend(tf, of, slot(of, "momentum"));
      }
    };
  }

  /**
   * TensorFlow's form is a <- m a + g; w <- w - e a. Where the rate stays, its a is -v / e; where
   * it changes, the a of the step before is brought to the new rate by m (e' / e).
   */
  private Op descend(Ops tf, ScheduledOptimizer.Update of, Operand<TFloat32> accumulator) {
    Operand<TFloat32> m =
        tf.math.mul(tf.constant((float) momentum), tf.math.div(of.lastRate(), of.rate()));
    if (of.decay() > 0) {
      // d w joins the gradient by way of a, in one pass over memory: m (a + d / m w) = m a + d w.
      var share = tf.math.div(tf.constant(-of.decay()), m);
      accumulator = tf.train.applyGradientDescent(accumulator, share, of.value());
    }
    return tf.train.applyMomentum(of.value(), accumulator, of.rate(), of.gradient(), m);
  }
}
