package org.convzoo.train;

import java.io.IOException;
import java.nio.channels.FileLock;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.convzoo.graphs.task.Task;
import org.convzoo.ops.Towers;
import org.convzoo.ops.Variables;
import org.convzoo.ops.runtime.LeastMemory;
import org.convzoo.ops.runtime.Placement;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.hardware.Devices;
import org.convzoo.train.hardware.Hardware;
import org.convzoo.train.hardware.NoGpuException;
import org.convzoo.train.input.Batches;
import org.convzoo.train.input.TrainTransform;
import org.convzoo.train.optimizer.OptimizerFactory;
import org.convzoo.train.recipe.Recipe;
import org.convzoo.train.run.Run;
import org.convzoo.train.run.StartingWeights;
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
  private final Optional<StartingWeights> start;
  private final Session session;
  private GradientWatch watch;

  /**
   * How a training came to its end.
   *
   * @param finished whether the recipe's last epoch is done, or its early stop has come; else it
   *     was stopped and saved
   * @param step training steps done
   */
  public record Outcome(boolean finished, long step) {}

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
    int classes = run.labels().size();
    this.variables =
        Variables.starting(graph, recipe.initialization()).freezing(recipe.variables().frozen());
    this.batches =
        new Batches(
            variables.root().withSubScope("data"),
            data.training(),
            new TrainTransform(run.preprocessing(), recipe.augmentations(), classes),
            recipe.batchSize(),
            recipe.seed());
    this.training =
        new TrainingGraph(
            variables,
            recipe,
            optimizer,
            new TrainingGraph.Source(batches.images(), batches.truth()),
            classes,
            batches.perEpoch(),
            hardware.plan(),
            EpochSums.tellHeadsApart(run));
    Towers.requireFor(hardware.towers(), recipe.network(), training.towers());
    this.validation = new Validation(variables, training, run, data, hardware.towerDevices());
    this.summaries =
        new TrainingSummaries(
            variables.root().withSubScope("summaries"), run, task.metrics(), training.auxiliary());
    this.start =
        recipe.initFrom() == null || run.checkpoints().exist()
            ? Optional.empty()
            : Optional.of(StartingWeights.read(run, training.variables()));
    this.state = new RunState(run, variables.root(), training.auxiliary(), listener);
    Placement.complete(graph);
    if (Devices.areCpusAlone(config)) {
      LeastMemory.require("training", training.leastMemory());
    }
    this.session = new Session(graph, config);
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
  public Outcome run() throws IOException {
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
  public Outcome run(long most) throws IOException {
    FileLock lock = run.lock();
    try {
      run.begin();
      return runAlone(most);
    } finally {
      lock.acquiredBy().close();
    }
  }

  private Outcome runAlone(long most) throws IOException {
    start();
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
        state.save(session, step, result.get().validation().deciding());
        meter = new SpeedMeter();
      }
      if (step >= end || standsStill(step)) {
        return new Outcome(true, step);
      }
      if (step >= most || stop.getAsBoolean()) {
        return stopped(step);
      }
      takeStep(step, meter);
      step++;
      if (every > 0 && step % every == 0 && step % perEpoch != 0) {
        state.save(session, step, null);
      }
    }
  }

  private void start() throws IOException {
    if (state.restore(session)) {
      return;
    }
    session.initialize();
    if (start.isPresent()) {
      start.get().assign(variables.root().withSubScope("start"), session);
      listener.started(run.recipe().initFrom(), start.get().others());
    }
    if (!run.recipe().insert().isEmpty()) {
      validation.score(session, listener, stop).ifPresent(listener::beforeTraining);
    }
  }

  /** Whether the recipe wants no further epoch, since the last ones were no better. */
  private boolean standsStill(long step) {
    Integer most = run.recipe().earlyStoppingPatience();
    return most != null
        && step % batches.perEpoch() == 0
        && training.plateauTracker().orElseThrow().sinceBest(session) >= most;
  }

  private Outcome stopped(long step) throws IOException {
    if (state.savedStep() != step) { // what is there may know its score, and is the same
      state.save(session, step, null);
    }
    summaries.flush(session);
    if (watch != null) {
      watch.flush(session);
    }
    return new Outcome(false, step);
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
    try (Result result = batches.run(runner, step)) {
      List<EpochResult.Head> heads = HeadResult.read(result);
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
        .run(session, listener, stop)
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
    start.ifPresent(StartingWeights::close);
    session.close();
    graph.close();
  }
}
