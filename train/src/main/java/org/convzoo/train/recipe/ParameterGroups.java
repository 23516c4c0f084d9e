package org.convzoo.train.recipe;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import org.convzoo.Require;
import org.convzoo.UsageException;
import org.convzoo.ops.Variable.Role;
import org.convzoo.ops.Variables;
import org.convzoo.train.optimizer.StepContext;

/**
 * Which variables move, and how far.
 *
 * @param weightDecayOn those to which weight decay applies, or null for kernels
 * @param biasRate the learning rate of biases, in the share of the others', above 0; Caffe's
 *     networks have 2; or null for 1
 * @param frozen the scopes whose variables stay as they are, such as {@code conv1}, and whose batch
 *     norm is that of inference, or null for none
 */
@JsonNaming(SnakeCaseStrategy.class)
public record ParameterGroups(WeightDecayOn weightDecayOn, Double biasRate, List<String> frozen) {

  static final ParameterGroups USUAL = new ParameterGroups(null, null, null);

  /** Kinds of variables. */
  public enum WeightDecayOn {
    /** Weights of convolutions and dense layers. */
    KERNELS,
    /** All but batch norm's. */
    KERNELS_AND_BIASES,
    /** All that gradients move. */
    ALL
  }

  public ParameterGroups {
    weightDecayOn = weightDecayOn == null ? WeightDecayOn.KERNELS : weightDecayOn;
    biasRate = biasRate == null ? 1 : biasRate;
    frozen = frozen == null ? List.of() : List.copyOf(frozen);
    Require.positive("bias_rate", biasRate);
  }

  /** Returns how variables of this role are updated. */
  public StepContext.Group group(Role role) {
    return new StepContext.Group(role == Role.BIAS ? biasRate.floatValue() : 1, decays(role));
  }

  /**
   * Checks that what is to be frozen is there, and that something is left to be trained.
   *
   * @param built the variables of the network
   */
  public void requireScopes(Variables built) {
    LayerScopes.require("variables.frozen", frozen, built);
    if (built.trainable().isEmpty()) {
      throw new UsageException("variables.frozen leaves nothing to be trained");
    }
  }

  private boolean decays(Role role) {
    return switch (weightDecayOn) {
      case KERNELS -> role == Role.KERNEL;
      case KERNELS_AND_BIASES -> role == Role.KERNEL || role == Role.BIAS;
      case ALL -> role.trainable();
    };
  }
}
