package org.convzoo.train;

import java.util.ArrayList;
import java.util.List;
import org.convzoo.graphs.Logits;
import org.convzoo.graphs.Network;
import org.convzoo.graphs.Task;
import org.convzoo.graphs.Zoo;
import org.convzoo.ops.Layers;
import org.convzoo.ops.Variable;
import org.convzoo.ops.Variables;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;
import org.tensorflow.types.family.TType;

/**
 * The whole of a training in one graph: a network drawn for training over a source of batches, its
 * loss, its gradients, and one op that takes a step.
 *
 * <p>All state is in variables of the graph: weights, slots, the number of steps done, and what the
 * epoch has summed up so far. So a checkpoint of the graph's variables is the whole position.
 */
final class TrainingGraph {

  /** Images [N,H,W,C] to train on and the truth about them, as the network's task has it. */
  record Source(Operand<TFloat32> images, Operand<? extends TType> truth) {}

  /** No schedule goes below: the momentum is scaled by the ratio of two rates. */
  private static final float SMALLEST_RATE = 1e-30f;

  private final Operand<TInt64> step;
  private final Operand<TFloat32> loss;
  private final Task.Answers answers;
  private final Operand<TFloat64> lossSum;
  private final Operand<TInt64> rightSum;
  private final Operand<TInt64> answerSum;
  private final Operand<TInt64> imageSum;
  private final Operand<TFloat32> lastRate;
  private final Op train;
  private final Op newEpoch;

  /**
   * Draws it.
   *
   * @param perEpoch steps in an epoch
   * @param towerDevices where the network's towers stand; empty for TensorFlow's choice
   */
  TrainingGraph(
      Variables variables,
      Recipe recipe,
      Source source,
      int classes,
      int perEpoch,
      List<String> towerDevices) {
    Ops tf = variables.root().withSubScope("training");
    step = counter(tf, "step", TInt64.class);
    lossSum = counter(tf, "epoch_loss", TFloat64.class);
    rightSum = counter(tf, "epoch_right", TInt64.class);
    answerSum = counter(tf, "epoch_answers", TInt64.class);
    imageSum = counter(tf, "epoch_images", TInt64.class);
    lastRate = counter(tf, "learning_rate", TFloat32.class);

    Network network = Zoo.get(recipe.network());
    Task task = network.spec().task();
    Layers net = Layers.training(variables, step, recipe.seed()).towersOn(towerDevices);
    Logits logits = network.draw(net, source.images, classes);
    loss = task.loss(net.under("training"), logits, source.truth);
    answers = task.answers(tf, logits, source.truth);
    Operand<TFloat32> rate =
        tf.math.maximum(
            recipe.learningRate().draw(tf, step, perEpoch, recipe.epochs()),
            tf.constant(SMALLEST_RATE));
    var first = tf.math.lessEqual(lastRate, tf.constant(0f));
    Operand<TFloat32> rateBefore = tf.select(first, rate, lastRate);
    Optimizer.Moment now = new Optimizer.Moment(step, rate, rateBefore);

    List<Variable> trainable = variables.trainable();
    Output<?>[] weights =
        trainable.stream().map(v -> v.value().asOutput()).toArray(Output<?>[]::new);
    Output<?>[] gradients = variables.graph().addGradients(loss.asOutput(), weights);

    // No weight may move before every gradient has read it.
    List<Operation> readers =
        new ArrayList<>(List.of(loss.op(), answers.right().op(), rate.op(), rateBefore.op()));
    for (Output<?> gradient : gradients) {
      readers.add(gradient.op());
    }
    Ops after = tf.withControlDependencies(List.of(tf.withControlDependencyOps(readers).noOp()));
    List<Operation> updates = new ArrayList<>(net.updates());
    for (int i = 0; i < weights.length; i++) {
      Operand<TFloat32> gradient = gradients[i].expect(TFloat32.class);
      updates.add(
          recipe.optimizer().update(after, variables, trainable.get(i), gradient, now).op());
    }
    var images = tf.gather(tf.shape(source.images, TInt64.class), tf.constant(0), tf.constant(0));
    var batchLoss =
        after.math.mul(
            after.dtypes.cast(loss, TFloat64.class), after.dtypes.cast(images, TFloat64.class));
    updates.add(after.assignAdd(lossSum, batchLoss).op());
    updates.add(after.assignAdd(rightSum, answers.right()).op());
    updates.add(after.assignAdd(answerSum, answers.all()).op());
    updates.add(after.assignAdd(imageSum, images).op());
    Ops last = tf.withControlDependencyOps(updates); // which read the step and the rates
    train =
        tf.withControlDependencies(
                List.of(last.assignAdd(step, tf.constant(1L)), last.assign(lastRate, rate)))
            .withName("train")
            .noOp();
    newEpoch =
        tf.withControlDependencies(
                List.of(
                    tf.assign(lossSum, tf.constant(0.0)),
                    tf.assign(rightSum, tf.constant(0L)),
                    tf.assign(answerSum, tf.constant(0L)),
                    tf.assign(imageSum, tf.constant(0L))))
            .noOp();
  }

  private static <T extends TNumber> Operand<T> counter(Ops tf, String name, Class<T> type) {
    Operand<T> value = tf.withName(name).variable(Shape.scalar(), type);
    Ops init = tf.withInitScope();
    init.assign(value, init.dtypes.cast(init.constant(0), type));
    return value;
  }

  /** The number of steps done. */
  Operand<TInt64> step() {
    return step;
  }

  /** The loss of the batch, with the weights before its step. */
  Operand<TFloat32> loss() {
    return loss;
  }

  /** How many of the batch's answers are right, with the weights before its step. */
  Task.Answers answers() {
    return answers;
  }

  /** The learning rate of the last step taken. */
  Operand<TFloat32> lastRate() {
    return lastRate;
  }

  /** The sum over the epoch's images so far of their loss. */
  Operand<TFloat64> lossSum() {
    return lossSum;
  }

  /** How many of the epoch's answers so far were right. */
  Operand<TInt64> rightSum() {
    return rightSum;
  }

  /** How many answers the epoch has given so far. */
  Operand<TInt64> answerSum() {
    return answerSum;
  }

  /** How many images the epoch has seen so far. */
  Operand<TInt64> imageSum() {
    return imageSum;
  }

  /** Takes one step. */
  Op train() {
    return train;
  }

  /** Sets the epoch's sums to 0. */
  Op newEpoch() {
    return newEpoch;
  }
}
