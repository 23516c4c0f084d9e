package org.convzoo.train;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import org.convzoo.ops.Variable.Role;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Which variables move, and how far.
 *
 * @param decayed those to which weight decay applies, or null for kernels
 * @param biasRate the learning rate of biases, in the share of the others', above 0; Caffe's
 *     networks have 2; or null for 1
 */
@JsonNaming(SnakeCaseStrategy.class)
public record Trainables(Decayed decayed, Double biasRate) {

  static final Trainables USUAL = new Trainables(null, null);

  /** Kinds of variables. */
  public enum Decayed {
    /** Weights of convolutions and dense layers. */
    KERNELS,
    /** All but batch norm's. */
    KERNELS_AND_BIASES,
    /** All that gradients move. */
    ALL
  }

  public Trainables {
    decayed = decayed == null ? Decayed.KERNELS : decayed;
    biasRate = biasRate == null ? 1 : biasRate;
    if (!(biasRate > 0) || biasRate.isInfinite()) {
      throw new IllegalArgumentException("bias_rate must be above 0, got " + biasRate);
    }
  }

  /**
   * Returns the step of a variable of this role.
   *
   * @param now of the others
   */
  Optimizer.Moment moment(Ops tf, Role role, Optimizer.Moment now) {
    if (role != Role.BIAS || biasRate == 1) {
      return new Optimizer.Moment(now.step(), now.rate(), now.lastRate(), decays(role));
    }
    Operand<TFloat32> share = tf.constant(biasRate.floatValue());
    return new Optimizer.Moment(
        now.step(),
        tf.math.mul(now.rate(), share),
        tf.math.mul(now.lastRate(), share),
        decays(role));
  }

  private boolean decays(Role role) {
    return switch (decayed) {
      case KERNELS -> role == Role.KERNEL;
      case KERNELS_AND_BIASES -> role == Role.KERNEL || role == Role.BIAS;
      case ALL -> role.trainable();
    };
  }
}
