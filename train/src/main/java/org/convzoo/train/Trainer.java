package org.convzoo.train;

import java.io.IOException;
import java.nio.channels.FileLock;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.BooleanSupplier;
import org.convzoo.graphs.task.Task;
import org.convzoo.ops.Towers;
import org.convzoo.ops.Variables;
import org.convzoo.ops.internal.runtime.LeastMemory;
import org.convzoo.ops.internal.runtime.Placement;
import org.convzoo.train.cluster.Team;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.hardware.Devices;
import org.convzoo.train.hardware.Hardware;
import org.convzoo.train.hardware.NoGpuException;
import org.convzoo.train.internal.input.Batches;
import org.convzoo.train.internal.input.TrainTransform;
import org.convzoo.train.internal.replica.TrainingBatch;
import org.convzoo.train.optimizer.OptimizerFactory;
import org.convzoo.train.recipe.Recipe;
import org.convzoo.train.run.Run;
import org.convzoo.train.step.DivergedException;
import org.convzoo.train.step.EpochResult;
import org.convzoo.train.step.EpochSums;
import org.convzoo.train.step.GradientWatch;
import org.convzoo.train.step.HeadResult;
import org.convzoo.train.step.TrainingGraph;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TFInvalidArgumentException;

/**
 * Trains a run to its recipe's end, or until it is told to stop.
 *
 * <p>The position is in the graph's variables, so that training goes on from a checkpoint as if it
 * had never stopped: on the CPU, with the same number of threads, to the same bits.
 */
public final class Trainer implements AutoCloseable {

  private final Run run;
  private final TrainingListener listener;
  private final BooleanSupplier stop;
  private final Graph graph = new Graph();
  private final Batches batches;
  private final TrainingGraph training;
  private final Validation validation;
  private final TrainingSummaries summaries;
  private final Variables variables;
  private final RunState state;
  private final FirstValues firstValues;
  private final Team team;
  private final SortedMap<String, Long> facts;
  private final Session session;
  private GradientWatch watch;

  /**
   * Builds the graph. Training begins at the newest whole checkpoint, or at the recipe's start
   * where there is none.
   *
   * @param optimizer the recipe's, or another such as {@code (graph, now) -> new Nadam(graph)}; a
   *     run that is resumed wants the same again
   * @param hardware what to compute on
   * @param stop asked after each step
   * @throws IllegalArgumentException if the network cannot take the recipe's images, or has not as
   *     many towers as devices are named for them
   * @throws NoGpuException if a GPU is asked for and there is none
   * @throws IOException if the weights that the recipe starts from cannot be read
   */
  public Trainer(
      Run run,
      DataSet data,
      OptimizerFactory optimizer,
      Hardware hardware,
      TrainingListener listener,
      BooleanSupplier stop)
      throws IOException {
    this.run = run;
    this.listener = listener;
    this.stop = stop;
    Recipe recipe = run.recipe();
    Task task = recipe.architecture().spec().task();
    run.requireSuited(data);
    var config = hardware.config(recipe.precision());
    this.team = hardware.team(config, stop);
    int classes = run.labels().size();
    this.variables =
        Variables.starting(graph, recipe.initialization()).freezing(recipe.variables().frozen());
    this.batches =
        new Batches(
            variables.root().withSubScope("data"),
            data.training(),
            new TrainTransform(run.preprocessing(), recipe.augmentations(), classes),
            recipe.batchSize(),
            recipe.seed(),
            team.shard());
    this.training =
        new TrainingGraph(
            variables,
            recipe,
            optimizer,
            new TrainingBatch(batches.images(), batches.truth(), batches.whole()),
            classes,
            batches.perEpoch(),
            hardware.plan(team),
            EpochSums.tellHeadsApart(run));
    Towers.requireFor(hardware.towers(), recipe.network(), training.towers());
    this.validation = new Validation(variables, training, run, data, hardware.towerDevices(), team);
    this.summaries =
        new TrainingSummaries(
            variables.root().withSubScope("summaries"), run, task.metrics(), training.auxiliary());
    this.firstValues = new FirstValues(run, training.variables());
    this.state = new RunState(run, variables.root(), training.auxiliary(), listener, team.keeps());
    team.build(variables.root(), stop);
    this.facts = AgreedFacts.of(run, data, hardware);
    Placement.complete(graph);
    if (Devices.areCpusAlone(config)) {
      LeastMemory.require("training", training.leastMemory());
    }
    this.session = team.open(graph);
  }

  /**
   * Also writes the norms of each layer's gradient and update at every 20th step, to the run's
   * {@code gradients.csv} and to TensorBoard. What is trained stays the same. To be called before
   * the training runs.
   *
   * @throws IllegalArgumentException if all kernels are frozen
   */
  public void watchGradients() {
    watch =
        new GradientWatch(
            variables.root().withSubScope("watch"),
            training,
            run,
            run.recipe().gradients().accumulate());
    Placement.complete(graph);
  }

  /** Trains to the recipe's end, as {@link #run(long)}. */
  public TrainingOutcome run() throws IOException {
    return run(Long.MAX_VALUE);
  }

  /**
   * Trains.
   *
   * @param most steps that the run may have in all; it is stopped there, as if it were told to
   * @throws IOException if a checkpoint or metrics.csv cannot be written; what was written before
   *     is whole
   * @throws DivergedException if the loss or a variable is NaN or infinite; checkpoints are from
   *     before that
   * @throws IllegalStateException if another process trains this run
   */
  public TrainingOutcome run(long most) throws IOException {
    FileLock lock = run.lock();
    try {
      run.begin();
      TrainingOutcome outcome = steps(most);
      team.end();
      return outcome;
    } catch (RuntimeException e) {
      throw team.explained(e);
    } finally {
      lock.acquiredBy().close();
    }
  }

  private TrainingOutcome steps(long most) throws IOException {
    start(most);
    long step = training.stepsDone(session);
    summaries.open(session);
    batches.start(session, step);
    if (watch != null) {
      watch.open(session, step);
    }
    int perEpoch = batches.perEpoch();
    long end = (long) perEpoch * run.recipe().epochs();
    int every = run.recipe().checkpoint().every();
    SpeedMeter meter = new SpeedMeter();
    while (true) {
      if (step % perEpoch == 0 && training.sums().imagesSeen(session) > 0) {
        Optional<EpochResult> result = endEpoch(step, meter);
        if (result.isEmpty()) {
          return stopped(step);
        }
        state.add(result.get());
        listener.epoch(result.get());
        team.requireSameVariables(session);
        state.save(session, step, result.get().validation().deciding());
        meter = new SpeedMeter();
      }
      if (step >= end || standsStill(step)) {
        return new TrainingOutcome(true, step);
      }
      if (step >= most || team.isStopping()) {
        return stopped(step);
      }
      takeStep(step, meter);
      step++;
      if (every > 0 && step % every == 0 && step % perEpoch != 0) {
        state.save(session, step, null);
      }
    }
  }

  private void start(long most) throws IOException {
    boolean goesOn = firstValues.assign(session, variables, state, listener);
    facts.put("--max-steps", most);
    facts.put("--watch", watch == null ? 0L : 1L);
    team.begin(session, facts);
    if (!goesOn && !run.recipe().insert().isEmpty()) {
      validation.score(session, listener, team::isStopping).ifPresent(listener::beforeTraining);
    }
  }

  /** Whether the recipe wants no further epoch, since the last ones were no better. */
  private boolean standsStill(long step) {
    Integer most = run.recipe().earlyStoppingPatience();
    return most != null
        && step % batches.perEpoch() == 0
        && training.plateauTracker().orElseThrow().sinceBest(session) >= most;
  }

  private TrainingOutcome stopped(long step) throws IOException {
    if (state.savedStep() != step) { // what is there may know its score, and is the same
      state.save(session, step, null);
    }
    summaries.flush(session);
    if (watch != null) {
      watch.flush(session);
    }
    return new TrainingOutcome(false, step);
  }

  private void takeStep(long step, SpeedMeter meter) throws IOException {
    try {
      if (watch != null && watch.isDue(step)) {
        try (Result seen = watch.before(session, batches, step)) {
          train(step, meter);
          watch.after(session, step, seen);
        }
      } else {
        train(step, meter);
      }
    } catch (TFInvalidArgumentException e) {
      if (!e.getMessage().contains(TrainingGraph.NOT_FINITE)) {
        throw e;
      }
      batches.start(session, step); // the step moved no weight: it is taken again
      throw state.diverged(session, training.loss(), step);
    }
  }

  private void train(long step, SpeedMeter meter) {
    Session.Runner runner = session.runner().addTarget(training.train(step));
    training.heads().forEach(head -> head.fetch(runner));
    team.tell(runner);
    try (Result result = batches.run(runner, step)) {
      team.hear(result);
      List<EpochResult.Head> heads = HeadResult.read(result, training.heads().size());
      int perEpoch = batches.perEpoch();
      int done = (int) (step % perEpoch) + 1;
      int images = batches.sizeOf(step);
      meter.add(images);
      listener.step((int) (step / perEpoch) + 1, done, perEpoch, heads.get(0), images);
      summaries.step(session, step, heads);
    }
  }

  /** Evaluates and closes the epoch that {@code step} has come to the end of. */
  private Optional<EpochResult> endEpoch(long step, SpeedMeter meter) {
    double speed = meter.imagesPerSecond();
    return validation
        .run(session, listener, team::isStopping)
        .map(
            score -> {
              int epoch = (int) (step / batches.perEpoch());
              EpochResult result = training.endEpoch(session, epoch, step, score, speed);
              summaries.epoch(session, result);
              if (watch != null) {
                watch.flush(session);
              }
              return result;
            });
  }

  /** Frees the graph. */
  @Override
  public void close() {
    firstValues.close();
    team.close();
    graph.close();
  }
}
