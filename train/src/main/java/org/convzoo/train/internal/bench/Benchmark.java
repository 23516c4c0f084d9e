package org.convzoo.train.internal.bench;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.convzoo.UsageException;
import org.convzoo.graphs.network.Network;
import org.convzoo.graphs.network.Spec;
import org.convzoo.ops.Layers;
import org.convzoo.ops.Phase;
import org.convzoo.ops.Towers;
import org.convzoo.ops.Variable;
import org.convzoo.ops.Variables;
import org.convzoo.ops.internal.replica.Shard;
import org.convzoo.ops.internal.runtime.LeastMemory;
import org.convzoo.ops.internal.runtime.MultiplyAdds;
import org.convzoo.train.cluster.Team;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.hardware.Devices;
import org.convzoo.train.hardware.Hardware;
import org.convzoo.train.hardware.InitializedVariable;
import org.convzoo.train.internal.input.Batches;
import org.convzoo.train.internal.input.InputTransform;
import org.convzoo.train.internal.replica.DevicePlan;
import org.convzoo.train.internal.replica.TrainingBatch;
import org.convzoo.train.optimizer.OptimizerConfig;
import org.convzoo.train.optimizer.Sgd;
import org.convzoo.train.recipe.ImageInput;
import org.convzoo.train.recipe.Precision;
import org.convzoo.train.recipe.Recipe;
import org.convzoo.train.recipe.Recipes;
import org.convzoo.train.step.TrainingGraph;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.TensorFlow;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;

/** Measures a network's step. */
public final class Benchmark {

  private static final OptimizerConfig USUAL = new Sgd(0.9, 0.0005);
  private static final double RATE = 0.001;
  private static final int SUMS_ALONE = 5;

  private Benchmark() {}

  /**
   * What to measure.
   *
   * @param phase a training step (forward, backward, update) or an inference
   * @param input the size of the images
   * @param data a data set to read from, prepared to the input's size, or null for synthetic images
   *     that lie in memory
   * @param precision of products
   * @param warmup steps before the first that counts
   * @param steps that count, at least 1
   */
  public record Job(
      Network network,
      Phase phase,
      Spec.Input input,
      int classes,
      int batch,
      DataSet data,
      Precision precision,
      int warmup,
      int steps) {

    public Job {
      if (batch < 1 || steps < 1 || warmup < 0) {
        throw new UsageException(
            "batch and steps must be at least 1 and warmup at least 0, got %d, %d, %d",
            batch, steps, warmup);
      }
    }
  }

  /**
   * What came out.
   *
   * @param medianMs of a step
   * @param p90Ms ninth decile of a step
   * @param imagesPerSecond over all steps that count
   * @param gflops achieved: 1e9 operations a second, two for each multiply-add of a step
   * @param parameters trainable ones, auxiliary heads included when training
   * @param rssMbWarm resident memory after warm-up, in MiB
   * @param rssMbEnd resident memory after the last step, in MiB
   * @param rssMbPeak the process's highest so far, in MiB; all three are null where the system does
   *     not say
   * @param allocatedPeak the most bytes that TensorFlow's allocator had out at once in one more
   *     step, without variables
   * @param sumsMs of the sums of gradients over all processes while nothing is computed; null for
   *     one process
   * @param sumsGbit 1e9 bits a second that each process sends meanwhile, in a ring, and receives
   */
  @JsonNaming(SnakeCaseStrategy.class)
  public record Figures(
      String framework,
      String version,
      String network,
      String mode,
      Precision precision,
      String source,
      String size,
      int batch,
      int steps,
      int warmup,
      double medianMs,
      double p90Ms,
      double imagesPerSecond,
      double gflops,
      long parameters,
      Long rssMbWarm,
      Long rssMbEnd,
      Long rssMbPeak,
      long allocatedPeak,
      Double sumsMs,
      Double sumsGbit) {}

  /**
   * Measures {@code job} in a fresh graph and session.
   *
   * @param hardware what to compute on
   * @param traced hears of one more step
   * @throws IllegalArgumentException if the network has not as many towers as devices are named for
   *     them, or there are replicas for an inference
   */
  public static Figures measure(Job job, Hardware hardware, Consumer<StepTrace> traced)
      throws IOException {
    if (job.phase == Phase.INFERENCE && !hardware.replicas().isEmpty()) {
      throw new UsageException("replicas share batches in training: --devices is for that");
    }
    if (job.phase == Phase.INFERENCE && hardware.isInCluster()) {
      throw new UsageException("several processes share batches in training, not in inference");
    }
    ConfigProto config = hardware.config(job.precision);
    Team team = hardware.team(config, () -> false);
    DevicePlan plan = hardware.plan(team);
    Spec.Input size = job.input;
    Recipe recipe =
        recipe(job.network, job.data == null ? "synthetic" : job.data.name(), job.input, job.batch);
    try (Graph graph = new Graph()) {
      Variables variables = Variables.starting(graph, recipe.initialization());
      Ops tf = variables.root().withSubScope("data");
      Batches batches =
          job.data == null
              ? null
              : new Batches(
                  tf,
                  job.data.training(),
                  InputTransform.of(recipe.framing()),
                  job.batch,
                  recipe.seed(),
                  team.shard());
      TrainingBatch source =
          batches == null
              ? synthetic(tf, job, team.shard())
              : new TrainingBatch(batches.images(), batches.truth(), batches.whole());
      Op step;
      double leastMemory;
      int towers;
      if (job.phase == Phase.TRAINING) {
        TrainingGraph training = new TrainingGraph(variables, recipe, source, job.classes, 1, plan);
        step = training.train(0);
        leastMemory = training.leastMemory();
        towers = training.towers();
      } else {
        Layers net = Layers.inference(variables).towersOn(hardware.towerDevices());
        step = job.network.build(net, source.images(), job.classes).main();
        leastMemory = LeastMemory.of(graph, step, List.of(step), job.batch);
        towers = net.towers();
      }
      Towers.requireFor(hardware.towers(), job.network.spec().name(), towers);
      long work = MultiplyAdds.perImage(step) / Math.max(1, plan.replicas().size());
      if (Devices.areCpusAlone(config)) {
        LeastMemory.require("the step", leastMemory);
      }
      team.build(variables.root(), () -> false);
      Session session = team.open(graph);
      try {
        session.initialize();
        team.begin(session, facts(recipe, job));
        if (batches != null) {
          batches.start(session, 0);
        }
        for (int i = 0; i < job.warmup; i++) {
          take(session, step, team);
        }
        Long warm = ProcessMemory.resident();
        double[] millis = new double[job.steps];
        for (int i = 0; i < job.steps; i++) {
          long start = System.nanoTime();
          take(session, step, team);
          millis[i] = (System.nanoTime() - start) / 1e6;
        }
        Session.Runner last = session.runner().addTarget(step);
        team.tell(last);
        StepTrace trace = StepTrace.of(last);
        traced.accept(trace);
        Double sums = hardware.isInCluster() ? sums(variables, team) : null;
        team.end();
        double total = Arrays.stream(millis).sum();
        Arrays.sort(millis);
        return new Figures(
            "Convzoo",
            "TensorFlow " + TensorFlow.version(),
            job.network.spec().name(),
            job.phase == Phase.TRAINING ? "train" : "infer",
            job.precision,
            recipe.dataset(),
            size.toString(),
            job.batch,
            job.steps,
            job.warmup,
            quantile(millis, 0.5),
            quantile(millis, 0.9),
            1000.0 * job.batch * job.steps / total,
            2e-6 * work * job.batch * job.steps / total,
            variables.parameters(),
            warm,
            ProcessMemory.resident(),
            ProcessMemory.peak(),
            trace.allocatedPeak(),
            sums == null ? null : 1e3 * sums,
            sums == null ? null : gigabits(variables, team.shard().count()) / sums);
      } finally {
        team.close();
      }
    }
  }

  private static double sums(Variables variables, Team team) {
    return team.secondsOfSums(
        variables.trainable().stream().map(Variable::shape).toList(), SUMS_ALONE);
  }

  /** What a process of a ring sends of all gradients: 2 (n - 1) parts of one n-th. */
  private static double gigabits(Variables variables, int processes) {
    return 2e-9 * (processes - 1) / processes * Float.SIZE * variables.parameters();
  }

  private static void take(Session session, Op step, Team team) {
    Session.Runner runner = session.runner().addTarget(step);
    team.tell(runner);
    try (Result result = runner.run()) {
      team.hear(result);
    } catch (RuntimeException e) {
      throw team.explained(e);
    }
  }

  /** Those who measure together must measure the same. */
  private static SortedMap<String, Long> facts(Recipe recipe, Job job) {
    SortedMap<String, Long> facts = new TreeMap<>();
    facts.put("recipe", (long) Recipes.write(recipe).hashCode());
    facts.put("number of steps", (long) job.warmup + job.steps);
    return facts;
  }

  /** The usual training of a network whose default recipe does not matter. */
  static Recipe recipe(Network network, String data, Spec.Input size, int batch) {
    return Recipe.plain(
        network.spec().name(),
        data,
        new ImageInput(size.height(), size.width(), null, size.channels(), null, null, null),
        batch,
        USUAL,
        RATE);
  }

  /** Images and some truth made once, which lie in variables. */
  private static TrainingBatch synthetic(Ops tf, Job job, Shard shard) {
    Spec.Input size = job.input;
    int[] shape = {shard.sizeOf(job.batch), size.height(), size.width(), size.channels()};
    Ops init = tf.withInitScope();
    var key = init.constant(new long[] {1, 2});
    Operand<TFloat32> images =
        InitializedVariable.at(
            tf, init.random.statelessRandomUniform(init.constant(shape), key, TFloat32.class));
    var truth = job.network.spec().task().dummyTarget(init, images.shape(), job.classes);
    var whole = tf.constant((long) job.batch);
    return new TrainingBatch(images, InitializedVariable.at(tf, truth), whole);
  }

  private static double quantile(double[] sorted, double share) {
    return sorted[(int) Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  }
}
