package org.convzoo.train.optimizer;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.convzoo.Require;
import org.convzoo.UsageException;
import org.tensorflow.Graph;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.train.ApplyMomentum;

/**
 * Nesterov's momentum as Torch has it, with which Wide ResNets and DenseNets were trained: a &lt;-
 * m a + (g + d w); w &lt;- w - e (g + d w + m a), with momentum m, decay d, learning rate e and
 * gradient g.
 *
 * @param momentum above 0, below 1
 * @param weightDecay at least 0
 */
public record Nesterov(double momentum, @JsonProperty("weight_decay") double weightDecay)
    implements OptimizerConfig {

  public Nesterov {
    Require.share("momentum", momentum);
    if (momentum == 0) {
      throw new UsageException("momentum must be above 0, got 0: sgd does without");
    }
    Require.atLeastZero("weight_decay", weightDecay);
  }

  @Override
  public Optimizer build(Graph graph, StepContext now) {
    return new ScheduledOptimizer(graph, "Nesterov", now, weightDecay, List.of("momentum")) {
      @Override
      Op update(Ops tf, Update of) {
        return tf.train.applyMomentum(
            of.value(),
            slot(of, "momentum"),
            of.rate(),
            of.decayedGradient(tf),
            tf.constant((float) momentum),
            ApplyMomentum.useNesterov(true));
      }
    };
  }
}
