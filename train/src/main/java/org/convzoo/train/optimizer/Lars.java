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
 * Layer-wise adaptive rate scaling, for large batches: You, Gitman and Ginsburg, arXiv:1708.03888,
 * algorithm 1. l = t |w| / (|g| + d |w|); v &lt;- m v + e l (g + d w); w &lt;- w - v, with momentum
 * m, decay d, trust coefficient t, learning rate e and gradient g.
 *
 * <p>Ours: variables that weight decay does not move, as biases and batch norm's, have l = 1, as in
 * the authors' and TensorFlow's programs; so has a variable whose norm, or whose gradient's, is 0.
 *
 * @param momentum 0 to below 1, or null for 0.9
 * @param weightDecay at least 0
 * @param trust above 0, or null for 0.001
 */
public record Lars(Double momentum, @JsonProperty("weight_decay") double weightDecay, Double trust)
    implements OptimizerConfig {

  public Lars {
    momentum = momentum == null ? 0.9 : momentum;
    trust = trust == null ? 0.001 : trust;
    Require.share("momentum", momentum);
    Require.atLeastZero("weight_decay", weightDecay);
    Require.positive("trust", trust);
  }

  @Override
  public Optimizer build(Graph graph, StepContext now) {
    return new ScheduledOptimizer(graph, "LARS", now, weightDecay, List.of("momentum")) {
      @Override
      Op update(Ops tf, Update of) {
        var rate = of.decays() ? tf.math.mul(of.rate(), localRate(tf, of)) : of.rate();
        return tf.train.applyMomentum(
            of.value(),
            slot(of, "momentum"),
            tf.constant(1f), // the rate is in the momentum, as in the paper
            tf.math.mul(of.decayedGradient(tf), rate),
            tf.constant(momentum.floatValue()));
      }
    };
  }

  /** The paper's equation 6. */
  private Operand<TFloat32> localRate(Ops tf, ScheduledOptimizer.Update of) {
    Operand<TFloat32> zero = tf.constant(0f);
    var weights = norm(tf, of.value());
    var gradient = norm(tf, of.gradient());
    var sum = tf.math.add(gradient, tf.math.mul(weights, tf.constant(of.decay())));
    var ratio = tf.math.div(tf.math.mul(weights, tf.constant(trust.floatValue())), sum);
    var both = tf.math.greater(tf.math.mul(weights, gradient), zero);
    return tf.select(both, ratio, tf.constant(1f));
  }

  private static Operand<TFloat32> norm(Ops tf, Operand<TFloat32> x) {
    return tf.math.sqrt(tf.math.mul(tf.nn.l2Loss(x), tf.constant(2f)));
  }
}
