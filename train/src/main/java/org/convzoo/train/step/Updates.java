package org.convzoo.train.step;

import java.util.ArrayList;
import java.util.List;
import org.convzoo.ops.Variable;
import org.convzoo.ops.Variables;
import org.convzoo.train.optimizer.OptimizerStep;
import org.convzoo.train.recipe.Gradients;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** How the gradients of a batch, or of several in a row, move the variables. */
final class Updates {

  private final Ops tf;
  private final Gradients rules;
  private final Variables variables;
  private final List<Variable> moved;
  private final List<Operand<TFloat32>> gradients;

  /**
   * Takes the gradients of a batch.
   *
   * @param tf ops that run when all gradients are there
   * @param rules what is done to gradients before the optimiser sees them
   * @param gradients one for each of {@code moved}
   */
  Updates(
      Ops tf,
      Gradients rules,
      Variables variables,
      List<Variable> moved,
      List<Operand<TFloat32>> gradients) {
    this.tf = tf;
    this.rules = rules;
    this.variables = variables;
    this.moved = moved;
    this.gradients = gradients;
  }

  /** Builds the gathering of this batch's gradients for a later update. */
  List<Operation> gather() {
    List<Operation> ops = new ArrayList<>();
    for (int i = 0; i < moved.size(); i++) {
      ops.add(tf.assignAdd(gathered(moved.get(i)), gradients.get(i)).op());
    }
    return ops;
  }

  /** Builds the update of every variable, by the gradients gathered before and this batch's. */
  List<Operation> update(Optimizer optimizer) {
    List<Operand<TFloat32>> clipped = rules.clipped(tf, means());
    Op step = OptimizerStep.of(variables.root(), optimizer, moved, clipped);
    List<Operation> ops = new ArrayList<>(List.of(step.op()));
    if (gathers()) {
      Ops then = tf.withControlDependencies(List.of(step));
      for (int i = 0; i < moved.size(); i++) {
        Operand<TFloat32> none = then.zerosLike(gradients.get(i));
        ops.add(then.assign(gathered(moved.get(i)), none).op());
      }
    }
    return ops;
  }

  /** The mean of this batch's gradients and those gathered before. */
  private List<Operand<TFloat32>> means() {
    if (!gathers()) {
      return gradients;
    }
    Operand<TFloat32> share = tf.constant(1f / rules.accumulate());
    List<Operand<TFloat32>> means = new ArrayList<>();
    for (int i = 0; i < moved.size(); i++) {
      means.add(tf.math.mul(tf.math.add(gathered(moved.get(i)), gradients.get(i)), share));
    }
    return means;
  }

  private boolean gathers() {
    return rules.accumulate() > 1;
  }

  private Operand<TFloat32> gathered(Variable variable) {
    return variables.slot(variable, "gathered");
  }
}
