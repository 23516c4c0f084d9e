package org.convzoo.train.optimizer;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.convzoo.ops.Variable;
import org.convzoo.ops.internal.runtime.ControlDependency;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.framework.optimizers.Optimizer.GradAndVar;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.RefIdentity;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/**
 * One step of an optimiser over a network's variables, with what the framework leaves open mended:
 *
 * <ul>
 *   <li>Its optimisers name what they remember of a variable after it, and refuse a name with a
 *       scope. So they are handed each variable under a name without one: {@code conv1.kernel} is
 *       {@code conv1/kernel}.
 *   <li>Its Adam, AdaMax, Nadam and AdaGrad-DA move what they count in, such as the powers of beta,
 *       beside the updates that read it, in whichever order comes about, and AdaGrad-DA counts in
 *       two places at once, of which one may get lost. Here they move when every variable has been
 *       updated, one after the other, so that all runs are the same.
 * </ul>
 */
public final class OptimizerStep {

  private OptimizerStep() {}

  /**
   * Builds the step.
   *
   * @param tf ops at the root of the graph
   * @param variables to be updated
   * @param gradients one for each of them
   * @return an operation that has run when all variables are updated
   */
  public static Op of(
      Ops tf, Optimizer optimizer, List<Variable> variables, List<Operand<TFloat32>> gradients) {
    List<GradAndVar<? extends TType>> pairs = new ArrayList<>();
    for (int i = 0; i < variables.size(); i++) {
      Operand<TFloat32> value = variables.get(i).value();
      Operand<TFloat32> named =
          optimizer instanceof ScheduledOptimizer ? value : withoutScope(tf, value);
      pairs.add(new GradAndVar<>(gradients.get(i).asOutput(), named.asOutput()));
    }
    Op step = optimizer.applyGradients(pairs, optimizer.getOptimizerName() + "-step");
    countAfterUpdates(step, pairs);
    return step;
  }

  private static Operand<TFloat32> withoutScope(Ops tf, Operand<TFloat32> variable) {
    String name = variable.op().name().replace('/', '.');
    return RefIdentity.create(tf.withName(name).scope(), variable);
  }

  private static void countAfterUpdates(Op step, List<GradAndVar<? extends TType>> pairs) {
    Set<String> variables =
        pairs.stream().map(pair -> pair.getVariable().op().name()).collect(Collectors.toSet());
    var byUpdate =
        ((GraphOperation) step.op())
            .controlInputs().stream()
                .collect(Collectors.partitioningBy(op -> writesOneOf(variables, op)));
    List<GraphOperation> before = new ArrayList<>(byUpdate.get(true));
    for (GraphOperation count : byUpdate.get(false)) {
      before.forEach(earlier -> ControlDependency.add(earlier, count));
      before.add(count);
    }
  }

  private static boolean writesOneOf(Set<String> variables, GraphOperation op) {
    return op.numInputs() > 0 && variables.contains(op.input(0).op().name());
  }
}
