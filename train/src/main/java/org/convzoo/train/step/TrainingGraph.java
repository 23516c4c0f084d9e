package org.convzoo.train.step;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.convzoo.ops.Variable;
import org.convzoo.ops.Variables;
import org.convzoo.ops.internal.runtime.LeastMemory;
import org.convzoo.ops.internal.runtime.Placement;
import org.convzoo.train.evaluate.Score;
import org.convzoo.train.hardware.InitializedVariable;
import org.convzoo.train.internal.replica.BatchPass;
import org.convzoo.train.internal.replica.DevicePlan;
import org.convzoo.train.internal.replica.TrainedNetwork;
import org.convzoo.train.internal.replica.TrainingBatch;
import org.convzoo.train.optimizer.OptimizerFactory;
import org.convzoo.train.optimizer.StepContext;
import org.convzoo.train.recipe.LayerScopes;
import org.convzoo.train.recipe.Recipe;
import org.convzoo.train.recipe.Schedule;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * The whole of a training in one graph: a network built for training over a source of batches, its
 * loss, its gradients, and one op that takes a step.
 *
 * <p>All state is in variables of the graph: weights, slots, the number of steps done, and what the
 * epoch has summed up so far. So a checkpoint of the graph's variables is the whole position.
 */
public final class TrainingGraph {

  /** What TensorFlow says of a step, which then moves no weight, whose loss is not finite. */
  public static final String NOT_FINITE = "the loss is not finite";

  /** No schedule goes below: the momentum is scaled by the ratio of two rates. */
  private static final float SMALLEST_RATE = 1e-30f;

  private final Variables variables;
  private final Operand<TInt64> step;
  private final Operand<TFloat32> loss;
  private final List<Operand<TFloat32>> differentiated;
  private final List<String> auxiliary;
  private final List<HeadResult> heads;
  private final List<Operand<TFloat32>> gradients;
  private final EpochSums sums;
  private final Operand<TFloat32> lastRate;
  private final Optional<PlateauTracker> plateauTracker;
  private final int accumulate;
  private final Op update;
  private final Op gather;
  private final Op newEpoch;
  private final int towers;
  private final int imagesAtOnce;

  /** Builds it with the recipe's optimiser. */
  public TrainingGraph(
      Variables weights,
      Recipe recipe,
      TrainingBatch batch,
      int classes,
      int perEpoch,
      DevicePlan devices) {
    this(weights, recipe, recipe.optimizer(), batch, classes, perEpoch, devices, true);
  }

  /**
   * Builds it.
   *
   * @param weights the network's variables, or their average where the recipe wants one
   * @param optimizer in the place of the recipe's
   * @param perEpoch steps in an epoch
   * @param devices what the step runs on
   * @param headsApart whether the epoch's sums tell auxiliary heads apart, or the main head's loss
   *     there is the sum of all
   */
  public TrainingGraph(
      Variables weights,
      Recipe recipe,
      OptimizerFactory optimizer,
      TrainingBatch batch,
      int classes,
      int perEpoch,
      DevicePlan devices,
      boolean headsApart) {
    variables = recipe.emaDecay() == null ? weights : weights.under("trained");
    Ops tf = variables.root().withSubScope("training");
    step = InitializedVariable.zero(tf, "step", TInt64.class);
    lastRate = InitializedVariable.zero(tf, "learning_rate", TFloat32.class);
    plateauTracker = PlateauTracker.build(tf, recipe);
    accumulate = recipe.gradients().accumulate();

    var network = new TrainedNetwork(recipe, variables, step, classes, headsApart);
    BatchPass pass = BatchPass.over(network, batch, devices);
    towers = pass.towers();
    imagesAtOnce = devices.largestShare(recipe.batchSize());
    recipe.variables().requireScopes(variables);
    LayerScopes.require("initializer.layers", recipe.initializer().layers().keySet(), variables);
    loss = pass.loss();
    differentiated = pass.differentiated();
    auxiliary = pass.auxiliary();
    sums = EpochSums.build(tf, auxiliary);
    heads =
        pass.heads(tf).stream().map(head -> new HeadResult(head.loss(), head.answers())).toList();
    Operand<TInt64> plateaus =
        plateauTracker.map(PlateauTracker::plateaus).orElseGet(() -> tf.constant(0L));
    var at = new Schedule.Position(step, perEpoch, recipe.epochs(), plateaus);
    Operand<TFloat32> rate = tf.math.maximum(recipe.rate(tf, at), tf.constant(SMALLEST_RATE));
    var first = tf.math.lessEqual(lastRate, tf.constant(0f));
    Operand<TFloat32> rateBefore = tf.select(first, rate, lastRate);

    // No weight may move before every gradient has read it, nor by a loss that is not finite.
    var finite = tf.debugging.checkNumerics(loss, NOT_FINITE);
    List<Operation> readers = new ArrayList<>(List.of(finite.op(), rate.op(), rateBefore.op()));
    heads.forEach(head -> readers.add(head.answers().right().op()));
    List<Variable> moved = variables.trainable();
    Ops read = tf.withControlDependencyOps(readers);
    gradients = whenAllAreThere(read, moved, pass.gradients());
    Ops after = tf.withControlDependencies(List.copyOf(gradients));
    List<Operation> counted = new ArrayList<>(pass.updates());
    counted.addAll(sums.add(after, heads, batch.size(tf)));

    Operand<TInt64> number =
        accumulate == 1 ? step : tf.math.floorDiv(step, tf.constant((long) accumulate));
    var now =
        new StepContext(
            number, rate, rateBefore, (float) recipe.learningRate().base(), groups(recipe, moved));
    Updates updates = new Updates(after, recipe.gradients(), variables, moved, gradients);
    List<Operation> done = new ArrayList<>(counted);
    done.addAll(updates.update(optimizer.build(variables.graph(), now)));
    if (recipe.emaDecay() != null) {
      Ops then = tf.withControlDependencyOps(List.copyOf(done));
      done.addAll(WeightAverage.move(then, variables, weights, recipe.emaDecay(), number));
    }
    Ops last = tf.withControlDependencyOps(done); // which read the step and the rates
    update =
        tf.withControlDependencies(
                List.of(last.assignAdd(step, tf.constant(1L)), last.assign(lastRate, rate)))
            .withName("train")
            .noOp();
    gather = accumulate == 1 ? update : gather(tf, updates, counted);
    newEpoch = tf.withControlDependencies(sums.reset(tf)).noOp();
    Placement.complete(variables.graph());
  }

  /** Returns gradients none of which is there before all of its variable's device are. */
  private static List<Operand<TFloat32>> whenAllAreThere(
      Ops tf, List<Variable> moved, List<Operand<TFloat32>> gradients) {
    Map<String, List<Integer>> places = new LinkedHashMap<>();
    for (int i = 0; i < moved.size(); i++) {
      String device = ((GraphOperation) moved.get(i).value().op()).device();
      places.computeIfAbsent(device, d -> new ArrayList<>()).add(i);
    }
    List<Operand<TFloat32>> ready = new ArrayList<>(gradients);
    for (List<Integer> together : places.values()) {
      var all = tf.identityN(together.stream().<Operand<?>>map(gradients::get).toList());
      for (int i = 0; i < together.size(); i++) {
        ready.set(together.get(i), all.output().get(i).expect(TFloat32.class));
      }
    }
    return ready;
  }

  /** Returns the groups of variables, by the names that they have in the graph. */
  private static Function<String, StepContext.Group> groups(Recipe recipe, List<Variable> moved) {
    Map<String, StepContext.Group> groups = new HashMap<>();
    for (Variable variable : moved) {
      groups.put(variable.value().op().name(), recipe.variables().group(variable.role()));
    }
    return groups::get;
  }

  private Op gather(Ops tf, Updates updates, List<Operation> counted) {
    List<Operation> done = new ArrayList<>(counted);
    done.addAll(updates.gather());
    return tf.withControlDependencyOps(done).assignAdd(step, tf.constant(1L));
  }

  /** The network's variables as gradients move them. */
  public Variables variables() {
    return variables;
  }

  /** How many towers the network has. */
  public int towers() {
    return towers;
  }

  /** Returns the bytes without which no step can be taken, as {@link LeastMemory} has them. */
  public double leastMemory() {
    return LeastMemory.of(variables.graph(), train(0), differentiated, imagesAtOnce);
  }

  /** The number of steps done. */
  public Operand<TInt64> step() {
    return step;
  }

  /** Returns how many steps are done. */
  public long stepsDone(Session session) {
    try (Result result = session.runner().fetch(step).run()) {
      return ((TInt64) result.get(0)).getLong();
    }
  }

  /** What the step lowers: the loss of the batch, all heads together, before it. */
  public Operand<TFloat32> loss() {
    return loss;
  }

  /** The gradients of the loss by each of the trainable variables. */
  public List<Operand<TFloat32>> gradients() {
    return gradients;
  }

  /** What comes of each head: first the main one, then those of {@link #auxiliary}. */
  public List<HeadResult> heads() {
    return heads;
  }

  /** The names of the auxiliary heads that are told apart. */
  public List<String> auxiliary() {
    return auxiliary;
  }

  /** The learning rate of the last update. */
  Operand<TFloat32> lastRate() {
    return lastRate;
  }

  /** What the epoch has summed up so far. */
  public EpochSums sums() {
    return sums;
  }

  /** For how long the validation score has not become better, where the recipe asks. */
  public Optional<PlateauTracker> plateauTracker() {
    return plateauTracker;
  }

  /**
   * Takes one step.
   *
   * @param number of the step, 0 at the first: where gradients accumulate, not each is an update
   */
  public Op train(long number) {
    return (number + 1) % accumulate == 0 ? update : gather;
  }

  /**
   * Closes an epoch: returns what it came to, and sums up from nothing again.
   *
   * @param epoch from 1
   * @param at steps done by its end
   * @param imagesPerSecond trained
   */
  public EpochResult endEpoch(
      Session session, int epoch, long at, Score score, double imagesPerSecond) {
    try (Result rate = session.runner().fetch(lastRate).run()) {
      List<EpochResult.Head> means = sums.means(session);
      session.runner().addTarget(newEpoch).run().close();
      plateauTracker.ifPresent(still -> still.hear(session, score.deciding()));
      return new EpochResult(
          epoch,
          at,
          ((TFloat32) rate.get(0)).getFloat(),
          means.get(0),
          HeadResult.byName(auxiliary, means),
          score,
          imagesPerSecond);
    }
  }
}
