package org.convzoo.train.optimizer;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.convzoo.Require;
import org.tensorflow.Graph;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;

/**
 * RMSProp: Tieleman and Hinton, "Neural networks for machine learning", lecture 6.5, 2012, with
 * TensorFlow's momentum: s &lt;- r s + (1 - r) g^2; v &lt;- m v + e g / sqrt(s + epsilon); w &lt;-
 * w - v.
 *
 * @param rho r, 0 to below 1, or null for 0.9
 * @param momentum m, 0 to below 1
 * @param epsilon above 0, or null for 1e-7
 * @param weightDecay at least 0
 */
public record RmsProp(
    Double rho, double momentum, Double epsilon, @JsonProperty("weight_decay") double weightDecay)
    implements OptimizerConfig {

  public RmsProp {
    rho = rho == null ? 0.9 : rho;
    epsilon = epsilon == null ? 1e-7 : epsilon;
    Require.share("rho", rho);
    Require.share("momentum", momentum);
    Require.positive("epsilon", epsilon);
    Require.atLeastZero("weight_decay", weightDecay);
  }

  @Override
  public Optimizer build(Graph graph, StepContext now) {
    var slots = List.of("mean_square", "momentum");
    return new ScheduledOptimizer(graph, "RMSProp", now, weightDecay, slots) {
      @Override
      Op update(Ops tf, Update of) {
        return tf.train.applyRmsProp(
            of.value(),
            slot(of, "mean_square"),
            slot(of, "momentum"),
            of.rate(),
            tf.constant(rho.floatValue()),
            tf.constant((float) momentum),
            tf.constant(epsilon.floatValue()),
            of.decayedGradient(tf));
      }
    };
  }
}
