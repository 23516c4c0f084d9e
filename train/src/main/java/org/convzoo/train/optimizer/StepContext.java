package org.convzoo.train.optimizer;

import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * The update that is made, in scalars of the training graph.
 *
 * @param number how many updates were made before
 * @param rate the learning rate, above 0
 * @param lastRate the learning rate of the update before; at the first, its own
 * @param baseRate the rate that the schedule starts from, for optimisers that hold it as a constant
 * @param groups the group of the variable of a name
 */
public record StepContext(
    Operand<TInt64> number,
    Operand<TFloat32> rate,
    Operand<TFloat32> lastRate,
    float baseRate,
    Function<String, Group> groups) {

  /**
   * What the updates of some variables have in common.
   *
   * @param rateMultiplier their learning rate in shares of the others', above 0
   * @param decays whether weight decay moves them
   */
  public record Group(float rateMultiplier, boolean decays) {}

  /** Returns an update of a rate that never moves, of variables that all decay. */
  public static StepContext constant(Ops tf, Operand<TInt64> number, float rate) {
    Operand<TFloat32> scalar = tf.constant(rate);
    return new StepContext(number, scalar, scalar, rate, name -> new Group(1, true));
  }
}
