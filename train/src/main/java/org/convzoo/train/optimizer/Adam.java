package org.convzoo.train.optimizer;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.convzoo.Require;
import org.tensorflow.Graph;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;

/**
 * Adam: Kingma and Ba, ICLR 2015, algorithm 1, with TensorFlow's epsilon-hat.
 *
 * @param beta1 0 to below 1, or null for 0.9
 * @param beta2 0 to below 1, or null for 0.999
 * @param epsilon above 0, or null for 1e-8
 * @param weightDecay at least 0; it is added to the gradient
 */
public record Adam(
    Double beta1, Double beta2, Double epsilon, @JsonProperty("weight_decay") double weightDecay)
    implements OptimizerConfig {

  public Adam {
    beta1 = beta1 == null ? 0.9 : beta1;
    beta2 = beta2 == null ? 0.999 : beta2;
    epsilon = epsilon == null ? 1e-8 : epsilon;
    AdamOptimizer.requireMoments(beta1, beta2, epsilon);
    Require.atLeastZero("weight_decay", weightDecay);
  }

  @Override
  public Optimizer build(Graph graph, StepContext now) {
    var moments = new AdamOptimizer.Moments(beta1, beta2, epsilon);
    return new AdamOptimizer(graph, "Adam", now, weightDecay, moments) {
      @Override
      Op update(Ops tf, Update of) {
        return step(tf, of, of.value(), of.decayedGradient(tf));
      }
    };
  }
}
