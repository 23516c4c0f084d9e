package org.convzoo.train.optimizer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.convzoo.ops.Initialization;
import org.convzoo.ops.Variable;
import org.convzoo.ops.Variable.Role;
import org.convzoo.ops.Variables;
import org.convzoo.train.optimizer.StepContext.Group;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/**
 * An optimiser whose learning rate is an operand of the graph, so that it may move, and that knows
 * groups of variables. The framework's own hold their rate as a constant.
 *
 * <p>It updates variables of float32.
 */
abstract class ScheduledOptimizer extends Optimizer {

  private final String name;
  private final StepContext now;
  private final double weightDecay;
  private final List<String> slots;
  private final Variables remembered;

  /**
   * One variable's update.
   *
   * @param value the variable
   * @param gradient of its shape
   * @param rate its learning rate
   * @param lastRate that of the update before
   * @param decays whether weight decay moves it
   * @param decay its weight decay, at least 0
   */
  record Update(
      Operand<TFloat32> value,
      Operand<TFloat32> gradient,
      Operand<TFloat32> rate,
      Operand<TFloat32> lastRate,
      boolean decays,
      float decay) {

    /** Returns the gradient with the weight decay added to it. */
    Operand<TFloat32> decayedGradient(Ops tf) {
      return decay == 0 ? gradient : tf.math.add(gradient, tf.math.mul(value, tf.constant(decay)));
    }
  }

  /**
   * Builds it.
   *
   * @param weightDecay of variables that decay, at least 0
   * @param slots the names of what it remembers of each variable, which starts at 0
   */
  ScheduledOptimizer(
      Graph graph, String name, StepContext now, double weightDecay, List<String> slots) {
    super(graph, name);
    this.name = name;
    this.now = now;
    this.weightDecay = weightDecay;
    this.slots = slots;
    this.remembered = Variables.starting(graph, Initialization.glorotUniform(0));
  }

  /** Builds the update of a variable. */
  abstract Op update(Ops tf, Update of);

  /** Returns what is remembered of a variable. */
  Operand<TFloat32> slot(Update of, String name) {
    return slot(of.value.asOutput(), name);
  }

  private Operand<TFloat32> slot(Output<TFloat32> variable, String name) {
    String owner = variable.op().name();
    return remembered.slot(new Variable(owner, variable, variable.shape(), Role.KERNEL), name);
  }

  /** {@inheritDoc} Its name is {@code <variable>/<slot>}. */
  @Override
  @SuppressWarnings("unchecked") // all are float32
  public <T extends TType> Optional<org.tensorflow.op.core.Variable<T>> getSlot(
      Output<T> variable, String slotName) {
    return slots.contains(slotName)
        ? Optional.of(
            (org.tensorflow.op.core.Variable<T>) slot(variable.expect(TFloat32.class), slotName))
        : Optional.empty();
  }

  /** Returns the number of this update, 1 at the first. */
  Operand<TFloat32> time(Ops tf) {
    return tf.math.add(tf.dtypes.cast(now.number(), TFloat32.class), tf.constant(1f));
  }

  @Override
  protected void createSlots(List<Output<? extends TType>> variables) {
    for (Output<? extends TType> variable : variables) {
      slots.forEach(slot -> slot(variable.expect(TFloat32.class), slot));
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>Every update waits for all gradients, as in the framework; but for one operation that does,
   * since an edge from each gradient to each update is too much for a network of a thousand layers.
   */
  @Override
  public Op applyGradients(List<GradAndVar<? extends TType>> gradients, String name) {
    createSlots(gradients.stream().<Output<? extends TType>>map(GradAndVar::getVariable).toList());
    List<Operation> all =
        gradients.stream().map(each -> each.getGradient().op()).distinct().toList();
    Ops after = tf.withControlDependencies(List.of(tf.withControlDependencyOps(all).noOp()));
    List<Op> updates = new ArrayList<>();
    gradients.forEach(each -> updates.add(applyDense(after, each)));
    return finish(updates, name);
  }

  private <T extends TType> Op applyDense(Ops tf, GradAndVar<T> each) {
    return applyDense(tf, each.getGradient(), each.getVariable());
  }

  @Override
  protected <T extends TType> Op applyDense(Ops tf, Output<T> gradient, Output<T> variable) {
    return update(tf, of(tf, gradient.expect(TFloat32.class), variable.expect(TFloat32.class)));
  }

  @Override
  public String getOptimizerName() {
    return name;
  }

  private Update of(Ops tf, Output<TFloat32> gradient, Output<TFloat32> variable) {
    Group group = now.groups().apply(variable.op().name());
    float decay = group.decays() ? (float) weightDecay : 0;
    if (group.rateMultiplier() == 1) {
      return new Update(variable, gradient, now.rate(), now.lastRate(), group.decays(), decay);
    }
    Operand<TFloat32> share = tf.constant(group.rateMultiplier());
    return new Update(
        variable,
        gradient,
        tf.math.mul(now.rate(), share),
        tf.math.mul(now.lastRate(), share),
        group.decays(),
        decay);
  }
}
