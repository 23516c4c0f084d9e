package org.convzoo.train.evaluate;

import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;
import org.convzoo.UsageException;
import org.convzoo.graphs.network.Network;
import org.convzoo.graphs.task.Metric;
import org.convzoo.graphs.task.NetworkOutput;
import org.convzoo.graphs.task.Scoring;
import org.convzoo.graphs.task.Task;
import org.convzoo.ops.Layers;
import org.convzoo.ops.Variables;
import org.convzoo.ops.internal.replica.Shard;
import org.convzoo.ops.internal.runtime.LeastMemory;
import org.convzoo.train.data.ImageSet;
import org.convzoo.train.hardware.Devices;
import org.convzoo.train.internal.input.Batches;
import org.convzoo.train.internal.input.InputTransform;
import org.convzoo.train.internal.input.MultiCrop;
import org.convzoo.train.recipe.Recipe;
import org.convzoo.train.run.Checkpoints;
import org.convzoo.train.run.Run;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;

/** A network built for inference over a stream of test images, and the score it comes to. */
public final class Evaluation {

  private final int images;
  private final List<Batches> streams;
  private final Operand<TFloat32> loss;
  private final Scoring scoring;
  private final List<Metric> measures;
  private final boolean sharded;

  /**
   * A network to be measured.
   *
   * @param run that trained it
   * @param checkpoint of that run
   */
  public record Member(Run run, Checkpoints.Checkpoint checkpoint) {}

  /**
   * Builds the network of {@code run} below the scope "evaluation", over these variables.
   *
   * @param towerDevices where the network's towers stand; empty for TensorFlow's choice
   */
  public Evaluation(Variables variables, Run run, ImageSet images, List<String> towerDevices) {
    this(variables, run, images, towerDevices, Shard.WHOLE);
  }

  /**
   * Builds the network of {@code run} as one of several processes, each of which goes over its
   * share of the images, if the task allows it.
   *
   * @param towerDevices where the network's towers stand; empty for TensorFlow's choice
   */
  public Evaluation(
      Variables variables, Run run, ImageSet images, List<String> towerDevices, Shard shard) {
    this(
        Layers.inference(variables).under("evaluation").towersOn(towerDevices),
        run,
        images,
        InputTransform.of(run.preprocessing()),
        input -> input,
        run.recipe().architecture().spec().task().isScoredBySums() ? shard : Shard.WHOLE);
  }

  /**
   * Builds the network of {@code run} over images that are prepared otherwise.
   *
   * @param net a build for inference
   * @param last what is done to each batch [N,H,W,C] that comes of the preparation
   */
  Evaluation(
      Layers net,
      Run run,
      ImageSet images,
      InputTransform preparation,
      UnaryOperator<Operand<TFloat32>> last) {
    this(net, run, images, preparation, last, Shard.WHOLE);
  }

  private Evaluation(
      Layers net,
      Run run,
      ImageSet images,
      InputTransform preparation,
      UnaryOperator<Operand<TFloat32>> last,
      Shard shard) {
    Recipe recipe = run.recipe();
    this.images = images.size();
    this.sharded = !shard.isWhole();
    Network network = recipe.architecture();
    Task task = network.spec().task();
    Batches batches =
        new Batches(
            net.tf().withSubScope("data"), images, preparation, recipe.batchSize(), null, shard);
    streams = List.of(batches);
    NetworkOutput logits = network.build(net, last.apply(batches.images()), run.labels().size());
    Layers score = net.under("score");
    loss = task.loss(score, logits, batches.truth());
    scoring = task.scoring(score.tf(), logits, batches.truth());
    measures = task.metrics();
  }

  private Evaluation(Variables root, Ensemble ensemble, ImageSet images) {
    this.images = images.size();
    this.sharded = false;
    streams = ensemble.streams();
    Operand<?> truth = streams.get(0).truth();
    NetworkOutput logits = ensemble.logits();
    Layers score = Layers.inference(root).under("evaluation/score");
    loss = Task.CLASSIFICATION.loss(score, logits, truth);
    scoring = Task.CLASSIFICATION.scoring(score.tf(), logits, truth);
    measures = Task.CLASSIFICATION.metrics();
  }

  /**
   * Evaluates a checkpoint in a graph of its own.
   *
   * @param progress hears how many images are done
   */
  public static Score of(
      Member member, ImageSet images, ConfigProto config, LongConsumer progress) {
    try (Graph graph = new Graph()) {
      Variables variables = Variables.restored(graph);
      Evaluation evaluation = new Evaluation(variables, member.run, images, List.of());
      evaluation.requireRoom(graph, member.run, config);
      try (Session session = new Session(graph, config)) {
        session.restore(member.checkpoint.prefix());
        return evaluation.run(session, progress, () -> false).orElseThrow();
      }
    }
  }

  /**
   * Evaluates what classifiers say together, and of several views of each image: the mean of their
   * probabilities.
   *
   * @param looks how images are looked at; as in training where absent
   * @param progress hears how many images are done
   * @throws IllegalArgumentException if one is no classifier or has other labels than the first, or
   *     cannot look at images so
   */
  public static Score of(
      List<Member> members,
      Optional<MultiCrop> looks,
      ImageSet images,
      ConfigProto config,
      LongConsumer progress) {
    members.forEach(member -> requireAlike(members.get(0).run, member.run));
    for (Member member : members) {
      looks.ifPresent(how -> how.requireRoom(member.run.recipe().input()));
    }
    try (Graph graph = new Graph()) {
      Variables root = Variables.restored(graph);
      Ensemble ensemble = new Ensemble(root, members, images, looks);
      Evaluation evaluation = new Evaluation(root, ensemble, images);
      evaluation.requireRoom(graph, members.get(0).run, config);
      try (Session session = new Session(graph, config)) {
        ensemble.restore(session);
        return evaluation.run(session, progress, () -> false).orElseThrow();
      }
    }
  }

  /** Checks that there is memory for it where it runs on the CPU alone. */
  void requireRoom(Graph graph, Run run, ConfigProto config) {
    if (Devices.areCpusAlone(config)) {
      double bytes = LeastMemory.of(graph, loss, List.of(loss), run.recipe().batchSize());
      LeastMemory.require("the evaluation", bytes);
    }
  }

  /**
   * Checks that two runs can answer together.
   *
   * @throws IllegalArgumentException if the other is no classifier or has other labels
   */
  public static void requireAlike(Run first, Run other) {
    Task task = other.recipe().architecture().spec().task();
    if (!task.equals(Task.CLASSIFICATION)) {
      throw new UsageException(
          "views and means are for classifiers: %s is for %s",
          other.recipe().network(), task.words());
    }
    if (!other.labels().equals(first.labels())) {
      throw new UsageException(
          "%s has other labels than %s: only answers about the same classes have a mean",
          other.folder(), first.folder());
    }
  }

  /** Returns the number of images that are gone through. */
  public int images() {
    return images;
  }

  /**
   * Goes once over the images.
   *
   * @param stop asked before each batch
   * @return the score, or nothing if it was stopped
   */
  public Optional<Score> run(Session session, LongConsumer progress, BooleanSupplier stop) {
    return run(session, progress, stop, own -> own);
  }

  /**
   * Goes once over this process' share of the images.
   *
   * @param together sums up over all processes, number by number
   * @param stop asked before each batch
   * @return the score of all images, or nothing if it was stopped
   */
  public Optional<Score> run(
      Session session,
      LongConsumer progress,
      BooleanSupplier stop,
      UnaryOperator<double[]> together) {
    EvaluationSums sums = new EvaluationSums(scoring.tally().get());
    if (!addAll(sums, session, runner -> {}, progress, stop)) {
      return Optional.empty();
    }
    if (sharded) {
      sums.addUp(together);
    }
    return Optional.of(sums.score(measures));
  }

  /**
   * Goes once over the images.
   *
   * @param feed adds to the runner of each batch what the build wants besides the images
   * @param stop asked before each batch
   * @return the score, or nothing if it was stopped
   */
  Optional<Score> run(
      Session session, Consumer<Session.Runner> feed, LongConsumer progress, BooleanSupplier stop) {
    EvaluationSums sums = new EvaluationSums(scoring.tally().get());
    return addAll(sums, session, feed, progress, stop)
        ? Optional.of(sums.score(measures))
        : Optional.empty();
  }

  private boolean addAll(
      EvaluationSums sums,
      Session session,
      Consumer<Session.Runner> feed,
      LongConsumer progress,
      BooleanSupplier stop) {
    streams.forEach(stream -> stream.start(session, 0));
    Batches batches = streams.get(0);
    long seen = 0;
    for (int batch = 0; batch < batches.perEpoch(); batch++) {
      if (stop.getAsBoolean()) {
        return false;
      }
      Session.Runner runner = session.runner().fetch(loss);
      feed.accept(runner);
      scoring.perBatch().forEach(runner::fetch);
      try (Result result = batches.run(runner, batch)) {
        sums.add(result, batches.ownOf(batch));
      }
      seen += batches.sizeOf(batch);
      progress.accept(seen);
    }
    return true;
  }
}
