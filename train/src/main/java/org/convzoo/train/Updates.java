package org.convzoo.train;

import java.util.ArrayList;
import java.util.List;
import org.convzoo.ops.Variable;
import org.convzoo.ops.Variables;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** How the gradients of a batch, or of several in a row, move the variables. */
final class Updates {

  private final Ops tf;
  private final Recipe recipe;
  private final Variables variables;
  private final List<Variable> moved;
  private final List<Operand<TFloat32>> gradients;

  /**
   * Takes the gradients of a batch.
   *
   * @param tf ops that run when all gradients are there
   * @param gradients one for each of {@code moved}
   */
  Updates(
      Ops tf,
      Recipe recipe,
      Variables variables,
      List<Variable> moved,
      List<Operand<TFloat32>> gradients) {
    this.tf = tf;
    this.recipe = recipe;
    this.variables = variables;
    this.moved = moved;
    this.gradients = gradients;
  }

  /** Draws the gathering of this batch's gradients for a later update. */
  List<Operation> gather() {
    List<Operation> ops = new ArrayList<>();
    for (int i = 0; i < moved.size(); i++) {
      ops.add(tf.assignAdd(gathered(moved.get(i)), gradients.get(i)).op());
    }
    return ops;
  }

  /**
   * Draws the update of every variable, by the gradients gathered before and this batch's.
   *
   * @param now the update's number, its rate and that of the update before
   */
  List<Operation> update(Optimizer.Moment now) {
    List<Operand<TFloat32>> clipped = recipe.gradients().clipped(tf, means());
    List<Operation> ops = new ArrayList<>();
    for (int i = 0; i < moved.size(); i++) {
      Variable variable = moved.get(i);
      Optimizer.Moment own = recipe.variables().moment(tf, variable.role(), now);
      Op update = recipe.optimizer().update(tf, variables, variable, clipped.get(i), own);
      ops.add(update.op());
      if (gathers()) {
        Ops then = tf.withControlDependencies(List.of(update));
        ops.add(then.assign(gathered(variable), then.zerosLike(gradients.get(i))).op());
      }
    }
    return ops;
  }

  /** The mean of this batch's gradients and those gathered before. */
  private List<Operand<TFloat32>> means() {
    if (!gathers()) {
      return gradients;
    }
    Operand<TFloat32> share = tf.constant(1f / recipe.gradients().accumulate());
    List<Operand<TFloat32>> means = new ArrayList<>();
    for (int i = 0; i < moved.size(); i++) {
      means.add(tf.math.mul(tf.math.add(gathered(moved.get(i)), gradients.get(i)), share));
    }
    return means;
  }

  private boolean gathers() {
    return recipe.gradients().accumulate() > 1;
  }

  private Operand<TFloat32> gathered(Variable variable) {
    return variables.slot(variable, "gathered");
  }
}
