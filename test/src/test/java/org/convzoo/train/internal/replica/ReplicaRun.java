package org.convzoo.train.internal.replica;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.convzoo.graphs.network.Spec;
import org.convzoo.ops.Variable;
import org.convzoo.ops.Variables;
import org.convzoo.ops.internal.replica.Shard;
import org.convzoo.train.SessionTrace;
import org.convzoo.train.cluster.Team;
import org.convzoo.train.hardware.Devices;
import org.convzoo.train.hardware.Hardware;
import org.convzoo.train.recipe.Precision;
import org.convzoo.train.recipe.Recipe;
import org.convzoo.train.step.EpochResult;
import org.convzoo.train.step.HeadResult;
import org.convzoo.train.step.TrainingGraph;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/** Steps of a whole training graph on parts of the CPU, over batches of random images. */
public final class ReplicaRun implements AutoCloseable {

  static final int CLASSES = 10;

  private final Spec.Input size;
  private final Graph graph = new Graph();
  private final Variables variables;
  private final Placeholder<TFloat32> images;
  private final Placeholder<TInt32> labels;
  private final Placeholder<TInt64> whole;
  private final Team team;
  private final TrainingGraph training;
  private final Session session;
  private int step;

  /** Builds the training with a replica on each of {@code cpus} parts of the CPU. */
  ReplicaRun(Recipe recipe, int cpus) {
    this(
        recipe,
        Team.alone(config(new Hardware(Devices.Choice.CPU, 2).withReplicas("CPU:" + cpus))),
        new Hardware(Devices.Choice.CPU, 2).withReplicas("CPU:" + cpus).plan());
  }

  /** Builds the training of a member of a team. */
  public ReplicaRun(Recipe recipe, Team team, DevicePlan plan) {
    this.team = team;
    size = recipe.size();
    variables = Variables.starting(graph, recipe.initialization());
    Ops tf = variables.root().withSubScope("data");
    Shape shape = Shape.of(-1, size.height(), size.width(), size.channels());
    images = tf.placeholder(TFloat32.class, Placeholder.shape(shape));
    labels = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
    whole = tf.placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
    var source = new TrainingBatch(images, labels, whole);
    training = new TrainingGraph(variables, recipe, source, CLASSES, 1, plan);
    team.build(variables.root(), () -> false);
    session = team.open(graph);
    session.initialize();
    team.begin(session, new TreeMap<>(Map.of("recipe", 1L)));
  }

  /** No op may move to another device, and a run that never ended would fail. */
  public static ConfigProto config(Hardware hardware) {
    return hardware.config(Precision.FLOAT32).toBuilder()
        .setAllowSoftPlacement(false)
        .setOperationTimeoutInMs(120_000)
        .build();
  }

  /** Takes a step for each batch size, and returns what the heads came to in each. */
  public List<List<EpochResult.Head>> train(int... batches) {
    List<List<EpochResult.Head>> heads = new ArrayList<>();
    for (int batch : batches) {
      try (TFloat32 pixels = pixels(batch);
          TInt32 numbers = numbers(batch);
          TInt64 all = TInt64.scalarOf(batch)) {
        Session.Runner runner = feed(pixels, numbers, all).addTarget(training.train(step));
        training.heads().forEach(head -> head.fetch(runner));
        team.tell(runner);
        try (Result result = runner.run()) {
          team.hear(result);
          heads.add(HeadResult.read(result, training.heads().size()));
        }
      }
      step++;
    }
    return heads;
  }

  private Session.Runner feed(TFloat32 pixels, TInt32 numbers, TInt64 all) {
    return session.runner().feed(images, pixels).feed(labels, numbers).feed(whole, all);
  }

  /** This member's images of a batch: the last one where it has none of its own. */
  private int[] own(int batch) {
    int index = team.shard().index();
    int from = 0;
    for (int i = 0; i < index; i++) {
      from += new Shard(i, team.shard().count()).sizeOf(batch);
    }
    int first = Math.min(from, batch - 1);
    return new int[] {first, first + Math.max(1, team.shard().sizeOf(batch))};
  }

  private TFloat32 pixels(int batch) {
    Random random = new Random(step);
    int area = size.height() * size.width() * size.channels();
    float[] pixels = new float[batch * area];
    for (int image = 0; image < batch; image++) {
      float brightness = random.nextFloat();
      for (int i = 0; i < area; i++) {
        pixels[image * area + i] = brightness + random.nextFloat();
      }
    }
    int[] own = own(batch);
    float[] part = Arrays.copyOfRange(pixels, own[0] * area, own[1] * area);
    Shape shape = Shape.of(own[1] - own[0], size.height(), size.width(), size.channels());
    return TFloat32.tensorOf(shape, DataBuffers.of(part, true, false));
  }

  private TInt32 numbers(int batch) {
    Random random = new Random(-1 - step);
    int[] numbers = IntStream.range(0, batch).map(i -> random.nextInt(CLASSES)).toArray();
    int[] own = own(batch);
    return TInt32.vectorOf(Arrays.copyOfRange(numbers, own[0], own[1]));
  }

  /** Returns what the next step over a batch runs where. */
  SessionTrace trace(int batch) {
    try (TFloat32 pixels = pixels(batch);
        TInt32 numbers = numbers(batch);
        TInt64 all = TInt64.scalarOf(batch)) {
      return SessionTrace.of(feed(pixels, numbers, all), training.train(step));
    }
  }

  TrainingGraph training() {
    return training;
  }

  Graph graph() {
    return graph;
  }

  Variables variables() {
    return variables;
  }

  /** Returns every variable, the running statistics and the optimiser's slots among them. */
  public Map<String, float[]> values() {
    Map<String, float[]> values = new LinkedHashMap<>();
    for (Variable variable : variables.all()) {
      values.put(variable.name(), value(variable.value()));
    }
    return values;
  }

  private float[] value(Operand<TFloat32> variable) {
    try (Result result = session.runner().fetch(variable).run()) {
      float[] value = new float[(int) result.get(0).size()];
      ((TFloat32) result.get(0)).asRawTensor().data().asFloats().read(value);
      return value;
    }
  }

  @Override
  public void close() {
    team.close();
    graph.close();
  }

  /** The Euclidean norm of the difference of all numbers as a share of the norm of the expected. */
  public static double difference(Map<String, float[]> expected, Map<String, float[]> found) {
    double apart = 0;
    double all = 0;
    for (Map.Entry<String, float[]> entry : expected.entrySet()) {
      float[] other = found.get(entry.getKey());
      for (int i = 0; i < other.length; i++) {
        apart += Math.pow(other[i] - entry.getValue()[i], 2);
        all += Math.pow(entry.getValue()[i], 2);
      }
    }
    return Math.sqrt(apart / all);
  }
}
