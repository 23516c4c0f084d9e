package org.convzoo.train.optimizer;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.convzoo.Require;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * AdamW: Loshchilov and Hutter, ICLR 2019, algorithm 2. Weight decay shrinks the weights by itself
 * and stays out of the moments: w &lt;- w - e d w, then Adam's step, with decay d and learning rate
 * e.
 *
 * <p>Ours: the decay is multiplied by the whole learning rate, as in PyTorch and Keras, not by the
 * schedule's share of it alone.
 *
 * @param beta1 0 to below 1, or null for 0.9
 * @param beta2 0 to below 1, or null for 0.999
 * @param epsilon above 0, or null for 1e-8
 * @param weightDecay at least 0, or null for 0.01, as in PyTorch
 */
public record AdamW(
    Double beta1, Double beta2, Double epsilon, @JsonProperty("weight_decay") Double weightDecay)
    implements OptimizerConfig {

  public AdamW {
    beta1 = beta1 == null ? 0.9 : beta1;
    beta2 = beta2 == null ? 0.999 : beta2;
    epsilon = epsilon == null ? 1e-8 : epsilon;
    weightDecay = weightDecay == null ? 0.01 : weightDecay;
    AdamOptimizer.requireMoments(beta1, beta2, epsilon);
    Require.atLeastZero("weight_decay", weightDecay);
  }

  @Override
  public Optimizer build(Graph graph, StepContext now) {
    var moments = new AdamOptimizer.Moments(beta1, beta2, epsilon);
    return new AdamOptimizer(graph, "AdamW", now, weightDecay, moments) {
      @Override
      Op update(Ops tf, Update of) {
        return step(tf, of, decayed(tf, of), of.gradient());
      }
    };
  }

  /** Shrinks the variable, and returns it as it is after that. */
  private static Operand<TFloat32> decayed(Ops tf, ScheduledOptimizer.Update of) {
    if (of.decay() == 0) {
      return of.value();
    }
    var share = tf.math.mul(of.rate(), tf.constant(of.decay()));
    return tf.train.applyGradientDescent(of.value(), share, of.value());
  }
}
