package org.convzoo.train;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.convzoo.graphs.Suggestion;
import org.convzoo.ops.Variable;
import org.convzoo.ops.Variable.Role;
import org.convzoo.ops.Variables;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Which variables move, and how far.
 *
 * @param decayed those to which weight decay applies, or null for kernels
 * @param biasRate the learning rate of biases, in the share of the others', above 0; Caffe's
 *     networks have 2; or null for 1
 * @param frozen the scopes whose variables stay as they are, such as {@code conv1}, and whose batch
 *     norm is that of inference, or null for none
 */
@JsonNaming(SnakeCaseStrategy.class)
public record Trainables(Decayed decayed, Double biasRate, List<String> frozen) {

  static final Trainables USUAL = new Trainables(null, null, null);

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
    frozen = frozen == null ? List.of() : List.copyOf(frozen);
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

  /**
   * Checks that what is to be frozen is there, and that something is left to be trained.
   *
   * @param drawn the variables of the network
   */
  void requireScopes(Variables drawn) {
    Set<String> scopes = new TreeSet<>();
    for (Variable variable : drawn.all()) {
      String name = variable.name();
      for (int end = name.length(); end > 0; end = name.lastIndexOf('/', end - 1)) {
        scopes.add(name.substring(0, end));
      }
    }
    for (String scope : frozen) {
      if (!scopes.contains(scope)) {
        throw new IllegalArgumentException(
            "variables.frozen: there is no layer \"%s\"%s"
                .formatted(scope, Suggestion.among(scopes, scope)));
      }
    }
    if (drawn.trainable().isEmpty()) {
      throw new IllegalArgumentException("variables.frozen leaves nothing to be trained");
    }
  }

  private boolean decays(Role role) {
    return switch (decayed) {
      case KERNELS -> role == Role.KERNEL;
      case KERNELS_AND_BIASES -> role == Role.KERNEL || role == Role.BIAS;
      case ALL -> role.trainable();
    };
  }
}
