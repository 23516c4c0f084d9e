package org.convzoo.train;

import java.io.IOException;
import java.nio.channels.FileLock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.convzoo.graphs.Measure;
import org.convzoo.graphs.Task;
import org.convzoo.ops.Layers;
import org.convzoo.ops.LeastMemory;
import org.convzoo.ops.Placement;
import org.convzoo.ops.Towers;
import org.convzoo.ops.Variables;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.optimizer.OptimizerFactory;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * Trains a run to its recipe's end, or until it is told to stop.
 *
 * <p>The position is in the graph's variables, so that training goes on from a checkpoint as if it
 * had never stopped: on the CPU, with the same number of threads, to the same bits.
 */
public final class Trainer implements AutoCloseable {

  private static final int STEPS_BETWEEN_SUMMARIES = 20;

  private final Run run;
  private final int images;
  private final Checkpoints checkpoints;
  private final Listener listener;
  private final BooleanSupplier stop;
  private final Graph graph = new Graph();
  private final Batches batches;
  private final TrainingGraph training;
  private final Evaluation evaluation;
  private final Optional<BatchNormPass> batchNormPass;
  private final List<Measure> measures;
  private final Summaries summaries;
  private final Variables variables;
  private final FiniteCheck finiteVariables;
  private final Optional<StartingWeights> start;
  private final Session session;
  private MetricsFile metrics;
  private GradientWatch watch;
  private long savedStep = -1;

  /** Hears what goes on. Every method but {@link #warning} may be left as it is. */
  public interface Listener {

    /** A run begins, or goes on, with these images, of which bad ones are left out. */
    default void planned(Run run, DataSet data, Hardware hardware) {}

    /** The mean image of the training images is being computed. */
    default void averagingImages() {}

    /** Variables got the values of another training's, except those of {@code others}' names. */
    default void started(String from, List<String> others) {}

    /** What the network scores before its first step, where units were inserted into it. */
    default void beforeTraining(Evaluation.Score score) {}

    /** A step was taken: {@code done} of {@code of} in this epoch; what came of the main head. */
    default void step(int epoch, int done, int of, EpochResult.Head main, int images) {}

    /** The training images are being gone through for batch norm's statistics. */
    default void recomputing(long done, long of) {}

    /** The images by which the best weights are chosen, or others, are being gone through. */
    default void evaluating(long done, long of) {}

    /** An epoch ended. */
    default void epoch(EpochResult result) {}

    /** A checkpoint or metrics.csv was found damaged and another is used. */
    void warning(String message);
  }

  /**
   * How a training came to its end.
   *
   * @param finished whether the recipe's last epoch is done, or its early stop has come; else it
   *     was stopped and saved
   * @param step training steps done
   */
  public record Outcome(boolean finished, long step) {}

  /**
   * Builds the graph with the recipe's optimiser.
   *
   * @see #Trainer(Run, DataSet, OptimizerFactory, Hardware, Listener, BooleanSupplier)
   */
  public Trainer(Run run, DataSet data, Hardware hardware, Listener listener, BooleanSupplier stop)
      throws IOException {
    this(run, data, run.recipe().optimizer(), hardware, listener, stop);
  }

  /**
   * Builds the graph. Training begins at the newest whole checkpoint, or at the recipe's start
   * where there is none.
   *
   * @param optimizer in the place of the recipe's, such as {@code (graph, now) -> new
   *     Nadam(graph)}; a run that is resumed wants the same again
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
      Listener listener,
      BooleanSupplier stop)
      throws IOException {
    this.run = run;
    this.images = data.training().size();
    this.listener = listener;
    this.stop = stop;
    Recipe recipe = run.recipe();
    Task task = recipe.architecture().spec().task();
    requireSuited(recipe, task, data);
    data.requireLabels(run.labels());
    var config = hardware.config(recipe.precision());
    int classes = run.labels().size();
    this.variables =
        Variables.starting(graph, recipe.initialization()).freezing(recipe.variables().frozen());
    this.batches =
        new Batches(
            variables.root().withSubScope("data"),
            data.training(),
            new Augmented(run.preprocessing(), recipe.augmentations(), classes),
            recipe.batch(),
            recipe.seed());
    this.training =
        new TrainingGraph(
            variables,
            recipe,
            optimizer,
            new TrainingGraph.Source(batches.images(), batches.truth()),
            classes,
            batches.perEpoch(),
            hardware.towerDevices(),
            tellsHeadsApart(run));
    Towers.requireFor(hardware.towers(), recipe.network(), training.towers());
    this.evaluation = new Evaluation(variables, run, data.validation(), hardware.towerDevices());
    this.batchNormPass = batchNormPass(data, hardware.towerDevices());
    this.measures = task.measures();
    List<String> curves =
        new ArrayList<>(List.of("loss", "accuracy", "learning_rate", validationTag("loss")));
    measures.stream().filter(Measure::everyEpoch).forEach(m -> curves.add(validationTag(m.key())));
    training.auxiliary().forEach(n -> curves.addAll(List.of(n + "_loss", n + "_accuracy")));
    this.summaries =
        new Summaries(variables.root().withSubScope("summaries"), run.folder(), curves);
    this.start =
        recipe.startFrom() == null || run.checkpoints().exist()
            ? Optional.empty()
            : Optional.of(StartingWeights.read(run, training.variables()));
    this.finiteVariables =
        FiniteCheck.ofVariables(variables.root().withSubScope("finite_variables"), graph);
    Placement.complete(graph);
    Map<String, Shape> all = VariableShapes.of(graph);
    this.checkpoints = run.checkpoints(() -> all);
    if (Devices.areCpusAlone(config)) {
      LeastMemory.require(
          "training", LeastMemory.of(graph, training.train(0), training.loss(), recipe.batch()));
    }
    this.session = new Session(graph, config);
  }

  /** The tag of a measure of the images by which the best weights are chosen. */
  private String validationTag(String measure) {
    return run.recipe().validationName() + "_" + measure;
  }

  private Optional<BatchNormPass> batchNormPass(DataSet data, List<String> towerDevices) {
    Recipe recipe = run.recipe();
    if (recipe.batchNorm() != BatchNormStatistics.RECOMPUTE) {
      return Optional.empty();
    }
    Ops tf = variables.root().withSubScope("batch_norm");
    Preparation preparation = Preparation.of(run.preprocessing());
    Batches all =
        new Batches(
            tf.withSubScope("data"), data.training(), preparation, recipe.batch(), recipe.seed());
    Layers net =
        Layers.training(variables, training.step(), recipe.seed())
            .under("batch_norm")
            .towersOn(towerDevices);
    recipe.architecture().draw(net, all.images(), run.labels().size());
    BatchNormPass pass = new BatchNormPass(net, all);
    if (pass.isEmpty()) {
      throw new IllegalArgumentException(
          "batch_norm: recompute is for networks with batch norm that is not frozen: %s has none"
              .formatted(recipe.network()));
    }
    return Optional.of(pass);
  }

  private static void requireSuited(Recipe recipe, Task task, DataSet data) {
    if (!data.task().equals(task)) {
      throw new IllegalArgumentException(
          "%s is for %s, but %s is a data set for %s"
              .formatted(recipe.network(), task.words(), data.name(), data.task().words()));
    }
    if (recipe.input().channels() != data.training().channels()) {
      throw new IllegalArgumentException(
          "the recipe's input has %d channels, but the images of %s have %d"
              .formatted(recipe.input().channels(), data.name(), data.training().channels()));
    }
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

  /** Whether a run tells its auxiliary heads apart: those that began before it was done do not. */
  private static boolean tellsHeadsApart(Run run) throws IOException {
    if (run.recipe().architecture().auxiliaryWeight().isEmpty()) {
      return true;
    }
    try (Checkpoints.Checkpoint last = run.checkpoints(Map::of).last(damaged -> {}).orElse(null)) {
      return last == null
          || VariableShapes.ofFiles(last.prefix()).keySet().stream()
              .anyMatch(EpochSums::isOfAuxiliary);
    }
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
    metrics = start();
    long step = count(training.step());
    summaries.open(session);
    batches.start(session, step);
    if (watch != null) {
      watch.open(session, step);
    }
    int perEpoch = batches.perEpoch();
    long end = (long) perEpoch * run.recipe().epochs();
    int every = run.recipe().checkpoint().every();
    Meter meter = new Meter();
    while (true) {
      if (step % perEpoch == 0 && count(training.sums().images()) > 0) {
        Optional<EpochResult> result = endEpoch(step, meter);
        if (result.isEmpty()) {
          return stopped(step);
        }
        metrics.add(result.get());
        listener.epoch(result.get());
        save(step, result.get().validation().deciding());
        meter = new Meter();
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
        save(step, null);
      }
    }
  }

  /** Gives the variables their values, and returns what is measured so far. */
  private MetricsFile start() throws IOException {
    checkpoints.recover();
    Optional<Checkpoints.Checkpoint> last = checkpoints.last(listener::warning);
    if (last.isEmpty()) {
      if (checkpoints.exist()) {
        throw new IOException(
            run.folder() + " has no checkpoint left that is whole and of this network");
      }
      session.initialize();
      start.ifPresent(this::begin);
      return new MetricsFile(run, measures, training.auxiliary(), last, listener::warning);
    }
    try (Checkpoints.Checkpoint checkpoint = last.get()) {
      restore(checkpoint);
      savedStep = checkpoint.step();
      prune(); // it may have been killed before it could
      return new MetricsFile(run, measures, training.auxiliary(), last, listener::warning);
    }
  }

  private void restore(Checkpoints.Checkpoint checkpoint) throws IOException {
    try {
      session.restore(checkpoint.prefix());
    } catch (RuntimeException e) { // TensorFlow's have no class in common
      throw new IOException(
          "%s holds no variables of this network and optimizer: %s"
              .formatted(checkpoint.folder(), e.getMessage()),
          e);
    }
  }

  private void begin(StartingWeights weights) {
    weights.assign(variables.root().withSubScope("start"), session);
    listener.started(run.recipe().startFrom(), weights.others());
    if (!run.recipe().insert().isEmpty()) {
      long of = evaluation.images();
      evaluation
          .run(session, done -> listener.evaluating(done, of), stop)
          .ifPresent(listener::beforeTraining);
    }
  }

  /** Whether the recipe wants no further epoch, since the last ones were no better. */
  private boolean standsStill(long step) {
    Integer most = run.recipe().earlyStop();
    return most != null
        && step % batches.perEpoch() == 0
        && training.standstill().orElseThrow().sinceBest(session) >= most;
  }

  private Outcome stopped(long step) throws IOException {
    if (savedStep != step) { // what is there may know its test accuracy, and is the same
      save(step, null);
    }
    summaries.flush(session);
    if (watch != null) {
      watch.flush(session);
    }
    return new Outcome(false, step);
  }

  private void takeStep(long step, Meter meter) throws IOException {
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
      throw e.getMessage().contains(TrainingGraph.NOT_FINITE) ? diverged(step) : e;
    }
  }

  private void train(long step, Meter meter) {
    Session.Runner runner = session.runner().addTarget(training.train(step));
    training.heads().forEach(head -> head.fetch(runner));
    try (Result result = batches.run(runner, step)) {
      List<EpochResult.Head> heads = HeadResult.read(result);
      int perEpoch = batches.perEpoch();
      int done = (int) (step % perEpoch) + 1;
      int images = batches.sizeOf(step);
      meter.add(images);
      EpochResult.Head main = heads.get(0);
      listener.step((int) (step / perEpoch) + 1, done, perEpoch, main, images);
      if (step % STEPS_BETWEEN_SUMMARIES == 0) {
        summaries.write(session, step, points(heads));
      }
    }
  }

  private Map<String, Double> points(List<EpochResult.Head> heads) {
    Map<String, Double> points = new HashMap<>();
    points.put("loss", heads.get(0).loss());
    points.put("accuracy", heads.get(0).accuracy());
    auxiliary(heads)
        .forEach(
            (name, head) -> {
              points.put(name + "_loss", head.loss());
              points.put(name + "_accuracy", head.accuracy());
            });
    return points;
  }

  /** All but the main one of some heads, by their names. */
  private Map<String, EpochResult.Head> auxiliary(List<EpochResult.Head> heads) {
    Map<String, EpochResult.Head> byName = new LinkedHashMap<>();
    for (String name : training.auxiliary()) {
      byName.put(name, heads.get(byName.size() + 1));
    }
    return byName;
  }

  /** Takes the step again that moved no weight, to see where its numbers go wrong. */
  private DivergedException diverged(long step) {
    batches.start(session, step);
    String bad =
        FiniteCheck.before(variables.root().withSubScope("finite"), graph, training.loss())
            .firstBad(session)
            .map(
                "the first tensor of step %,d that is not finite is %%s".formatted(step + 1)
                    ::formatted)
            .orElse("but it was when step %,d was taken again".formatted(step + 1));
    return diverged("the loss is not finite: " + bad);
  }

  private DivergedException diverged(String what) {
    String kept =
        savedStep < 0
            ? "there is no checkpoint yet"
            : "the checkpoint of step %,d is kept".formatted(savedStep);
    return new DivergedException(
        "%s; %s: try a lower learning_rate.base, a warmup or gradients.clip_norm"
            .formatted(what, kept));
  }

  /** Evaluates and closes the epoch that {@code step} has come to the end of. */
  private Optional<EpochResult> endEpoch(long step, Meter meter) {
    double speed = meter.imagesPerSecond();
    if (batchNormPass.isPresent()
        && !batchNormPass.get().run(session, done -> listener.recomputing(done, images), stop)) {
      return Optional.empty();
    }
    long of = evaluation.images();
    Optional<Evaluation.Score> test =
        evaluation.run(session, done -> listener.evaluating(done, of), stop);
    if (test.isEmpty()) {
      return Optional.empty();
    }
    try (Result rate = session.runner().fetch(training.lastRate()).run()) {
      List<EpochResult.Head> heads = training.sums().means(session);
      EpochResult result =
          new EpochResult(
              (int) (step / batches.perEpoch()),
              step,
              ((TFloat32) rate.get(0)).getFloat(),
              heads.get(0),
              auxiliary(heads),
              test.get(),
              speed);
      session.runner().addTarget(training.newEpoch()).run().close();
      training.standstill().ifPresent(still -> still.hear(session, test.get().deciding()));
      Map<String, Double> points = new HashMap<>();
      points.put(validationTag("loss"), test.get().loss());
      points.put("learning_rate", (double) result.learningRate());
      test.get().everyEpoch().forEach((measure, v) -> points.put(validationTag(measure.key()), v));
      summaries.write(session, step, points);
      summaries.flush(session);
      if (watch != null) {
        watch.flush(session);
      }
      return Optional.of(result);
    }
  }

  private void save(long step, Double score) throws IOException {
    finiteVariables
        .firstBad(session)
        .ifPresent(
            bad -> {
              throw diverged("after step %,d %s is not finite".formatted(step, bad));
            });
    checkpoints.save(step, score, metrics.text(), session::save);
    prune();
    savedStep = step;
  }

  private void prune() throws IOException {
    checkpoints.prune(run.recipe().checkpoint().keep());
  }

  private long count(Operand<TInt64> counter) {
    try (Result result = session.runner().fetch(counter).run()) {
      return ((TInt64) result.get(0)).getLong();
    }
  }

  /** Images and seconds since an epoch began. */
  private static final class Meter {
    private final long start = System.nanoTime();
    private long images;

    void add(int more) {
      images += more;
    }

    double imagesPerSecond() {
      return images / ((System.nanoTime() - start) / 1e9);
    }
  }

  /** Frees the graph. */
  @Override
  public void close() {
    start.ifPresent(StartingWeights::close);
    session.close();
    graph.close();
  }
}
