package org.convzoo.train.optimizer;

import java.util.List;
import org.convzoo.Require;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** What Adam and AdamW have in common: the moments, and the step that is made of them. */
abstract class AdamOptimizer extends ScheduledOptimizer {

  private final Moments moments;

  /** The decays of both moments, and the smallest divisor. */
  record Moments(double beta1, double beta2, double epsilon) {}

  static void requireMoments(double beta1, double beta2, double epsilon) {
    Require.share("beta1", beta1);
    Require.share("beta2", beta2);
    Require.positive("epsilon", epsilon);
  }

  AdamOptimizer(Graph graph, String name, StepContext now, double weightDecay, Moments moments) {
    super(graph, name, now, weightDecay, List.of("m", "v"));
    this.moments = moments;
  }

  /** Builds Adam's step of {@code value} by {@code gradient}. */
  Op step(Ops tf, Update of, Operand<TFloat32> value, Operand<TFloat32> gradient) {
    Operand<TFloat32> beta1 = tf.constant((float) moments.beta1);
    Operand<TFloat32> beta2 = tf.constant((float) moments.beta2);
    return tf.train.applyAdam(
        value,
        slot(of, "m"),
        slot(of, "v"),
        tf.math.pow(beta1, time(tf)),
        tf.math.pow(beta2, time(tf)),
        of.rate(),
        beta1,
        beta2,
        tf.constant((float) moments.epsilon),
        gradient);
  }
}
