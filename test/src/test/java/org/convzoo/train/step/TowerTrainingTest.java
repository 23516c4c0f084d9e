package org.convzoo.train.step;

import static org.convzoo.train.hardware.Devices.Choice.CPU;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.convzoo.graphs.Zoo;
import org.convzoo.graphs.network.Network;
import org.convzoo.ops.Phase;
import org.convzoo.ops.Variable;
import org.convzoo.ops.Variables;
import org.convzoo.report.GraphReport;
import org.convzoo.report.flow.Row;
import org.convzoo.report.source.GraphSource;
import org.convzoo.report.source.Setup;
import org.convzoo.train.SessionTrace;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.data.internal.binary.FashionMnist;
import org.convzoo.train.data.internal.binary.SmallData;
import org.convzoo.train.evaluate.Evaluation;
import org.convzoo.train.hardware.Hardware;
import org.convzoo.train.internal.replica.DevicePlan;
import org.convzoo.train.internal.replica.TrainingBatch;
import org.convzoo.train.recipe.Changes;
import org.convzoo.train.recipe.Precision;
import org.convzoo.train.recipe.Recipe;
import org.convzoo.train.recipe.Recipes;
import org.convzoo.train.run.Run;
import org.convzoo.train.run.TinyRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;

/**
 * The whole training graph of two-tower AlexNet on two devices, which two parts of the CPU are: a
 * trace shows what ran where and what crossed.
 */
class TowerTrainingTest {

  private static final int BATCH = 2;
  private static final List<String> CPUS = List.of("CPU:0", "CPU:1");

  /** No op may move to the other device. A run that never ended would fail. */
  private static final ConfigProto TWO_CPUS =
      new Hardware(CPU, 2)
          .withTowers(CPUS).config(Precision.FLOAT32).toBuilder()
              .setAllowSoftPlacement(false)
              .setOperationTimeoutInMs(120_000)
              .build();

  /** The smallest images of which AlexNet leaves a pixel: its maps are 15, 7, 3 and 1 wide. */
  private static final int SMALL = 67;

  /** Builds a training of {@code classes} classes on images of so many pixels a side. */
  private static <T> T training(
      Recipe recipe,
      int pixels,
      int classes,
      List<String> towers,
      BiFunction<TrainingGraph, Session, T> body) {
    try (Graph graph = new Graph()) {
      Variables variables = Variables.starting(graph, recipe.initialization());
      Ops tf = variables.root().withSubScope("data");
      Operand<TFloat32> images =
          tf.random.statelessRandomUniform(
              tf.constant(new int[] {BATCH, pixels, pixels, 3}),
              tf.constant(new long[] {1, 2}),
              TFloat32.class);
      var source = new TrainingBatch(images, tf.constant(new int[] {3, 1}));
      var training =
          new TrainingGraph(variables, recipe, source, classes, 1, DevicePlan.towers(towers));
      try (Session session = new Session(graph, TWO_CPUS)) {
        session.initialize();
        return body.apply(training, session);
      }
    }
  }

  private static Recipe recipe(String changes) {
    return Recipes.shipped("alexnet", "default", Changes.of(changes));
  }

  /**
   * The bytes that go each way for a batch: conv3 reads the other tower's maps, {@code map} pixels
   * wide and 128 deep, fc6 the other's last maps, {@code last} wide, fc7 the other's 2048 numbers,
   * and fc8, on the first device, the second's. The gradients of all these go back. Images come
   * from the first device, where the data stands.
   */
  private static Map<String, List<Long>> expected(int pixels, int map, int last) {
    long number = BATCH * 4L;
    long conv3 = number * map * map * 128;
    long fc6 = number * last * last * 128;
    long fc7 = number * 2048;
    long fc8 = number * 2048;
    Map<String, List<Long>> expected = new TreeMap<>();
    expected.put(
        "CPU:0 to CPU:1",
        sorted(number * pixels * pixels * 3, conv3, conv3, fc6, fc6, fc7, fc7, fc8));
    expected.put("CPU:1 to CPU:0", sorted(conv3, conv3, fc6, fc6, fc7, fc7, fc8));
    return expected;
  }

  private static List<Long> sorted(Long... values) {
    return List.of(values).stream().sorted().toList();
  }

  /** What crossed, each way, but for scalars. */
  private static Map<String, List<Long>> crossed(SessionTrace trace) {
    Map<String, List<Long>> crossed = new TreeMap<>();
    for (SessionTrace.Sent sent : trace.sent()) {
      if (sent.bytes() > Long.BYTES) {
        crossed
            .computeIfAbsent(sent.from() + " to " + sent.to(), way -> new ArrayList<>())
            .add(sent.bytes());
      }
    }
    crossed.values().forEach(list -> list.sort(null));
    return crossed;
  }

  /** The devices that ran what has {@code part} in its name. */
  private static Set<String> devices(SessionTrace trace, String part) {
    Set<String> devices = new TreeSet<>();
    trace
        .ran()
        .forEach((name, device) -> devices.addAll(name.contains(part) ? Set.of(device) : Set.of()));
    return devices;
  }

  /** How many operations of a type, or of one that oneDNN begins with it, ran on each device. */
  private static Map<String, Integer> count(SessionTrace trace, String type) {
    Map<String, Integer> count = new TreeMap<>();
    trace
        .ran()
        .forEach(
            (name, device) -> {
              if (trace.types().getOrDefault(name, "").startsWith(type)) {
                count.merge(device, 1, Integer::sum);
              }
            });
    return count;
  }

  @Test
  void onlyWhatThePaperLetsCrossCrosses() {
    Recipe paper =
        recipe("optimizer.name=sgd optimizer.momentum=0.9 optimizer.weight_decay=0.0005");
    SessionTrace trace =
        training(
            paper,
            227,
            1000,
            CPUS,
            (training, session) -> SessionTrace.of(session, training.train(0)));
    assertEquals(Set.of("CPU:0"), devices(trace, "tower1"));
    assertEquals(Set.of("CPU:1"), devices(trace, "tower2"));
    // of five convolutions each; the first one's input, the images, wants no gradient, but the sums
    // of two normalisations, which are convolutions, do
    assertEquals(Map.of("CPU:0", 5, "CPU:1", 5), count(trace, "Conv2DBackpropFilter"));
    assertEquals(Map.of("CPU:0", 4 + 2, "CPU:1", 4 + 2), count(trace, "Conv2DBackpropInput"));
    assertEquals(expected(227, 13, 6), crossed(trace));
    // the second has its tower alone: what the backward pass reads, and the gradients of weights
    Row second = reported("tower2");
    long computed = second.keptBytes() + second.weightBytes();
    assertEquals(computed, trace.allocated().get("CPU:1"), 0.1 * computed);
  }

  /** What the report says of a tower. */
  private static Row reported(String tower) {
    Network alexnet = Zoo.get("alexnet");
    Setup setup = Setup.of(alexnet).withBatch(BATCH).withPhase(Phase.TRAINING);
    try (GraphSource source = GraphSource.network(alexnet, setup)) {
      return GraphReport.of(source).rows(GraphReport.By.BLOCK).stream()
          .filter(row -> row.name().equals(tower))
          .findAny()
          .orElseThrow();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "optimizer.name=sgd gradients.clip_norm=1 variables.bias_rate=2",
        "optimizer.name=nesterov optimizer.momentum=0.9 ema_decay=0.9 label_smoothing=0.1",
        "optimizer.name=rmsprop optimizer.momentum=0.9 gradients.clip_value=0.1",
        "optimizer.name=adam optimizer.weight_decay=0.1 gradients.accumulate=2 ema_decay=0.9",
        "optimizer.name=lars optimizer.weight_decay=0.1",
        "optimizer.name=nadam gradients.clip_norm=1",
      })
  void slotsAveragesAndUpdatesStandWithTheirTower(String changes) {
    training(
        recipe(changes),
        SMALL,
        10,
        CPUS,
        (training, session) -> {
          for (int step = 0; step < 2; step++) { // where gradients accumulate, these differ
            SessionTrace trace = SessionTrace.of(session, training.train(step));
            assertEquals(Set.of("CPU:1"), devices(trace, "tower2"));
            assertEquals(expected(SMALL, 3, 1), crossed(trace));
          }
          Map<String, String> stand = new TreeMap<>();
          for (GraphOperation op : variables(training.variables().graph())) {
            if (op.name().contains("tower")) {
              stand.put(op.name(), op.device());
            }
          }
          stand.forEach(
              (name, device) ->
                  assertEquals(
                      name.contains("tower1") ? "/device:CPU:0" : "/device:CPU:1", device, name));
          assertTrue(stand.size() >= 2 * 14, "of seven layers a tower: " + stand);
          return null;
        });
  }

  private static List<GraphOperation> variables(Graph graph) {
    List<GraphOperation> variables = new ArrayList<>();
    graph
        .operations()
        .forEachRemaining(
            op -> {
              if (op.type().equals("VariableV2")) {
                variables.add(op);
              }
            });
    return variables;
  }

  /** Adam's epsilon is so large that it does not blow up the rounding of small gradients. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "optimizer.name=sgd optimizer.momentum=0.9 learning_rate.base=0.01",
        "optimizer.name=adam optimizer.epsilon=0.001 learning_rate.base=0.001 gradients.clip_norm=1"
            + " ema_decay=0.9",
      })
  void twoDevicesGiveTheResultOfOne(String changes) {
    Map<String, float[]> one = weights(changes, 0, List.of());
    Map<String, float[]> two = weights(changes, 0, CPUS);
    assertSame(one, two, 1e-9f);
    one = weights(changes, 4, List.of());
    assertFalse(
        Arrays.equals(one.get("tower2/conv1/kernel"), two.get("tower2/conv1/kernel")),
        "the weights moved");
    assertSame(one, weights(changes, 4, CPUS), 1e-6f);
  }

  private static void assertSame(
      Map<String, float[]> expected, Map<String, float[]> found, float tolerance) {
    assertEquals(expected.keySet(), found.keySet());
    expected.forEach((name, w) -> assertArrayEquals(w, found.get(name), tolerance, name));
  }

  private static Map<String, float[]> weights(String changes, int steps, List<String> towers) {
    return training(
        recipe(changes),
        SMALL,
        10,
        towers,
        (training, session) -> {
          for (int step = 0; step < steps; step++) {
            session.runner().addTarget(training.train(step)).run().close();
          }
          Map<String, float[]> values = new LinkedHashMap<>();
          for (Variable variable : training.variables().trainable()) {
            try (Result result = session.runner().fetch(variable.value()).run()) {
              float[] value = new float[(int) variable.size()];
              ((TFloat32) result.get(0)).asRawTensor().data().asFloats().read(value);
              values.put(variable.name(), value);
            }
          }
          return values;
        });
  }

  /** A norm is a sum, whose last bits depend on the order of what is added. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void clippedStepsAreTheSameToTheBit(int devices) {
    String clipped = "optimizer.name=adam gradients.clip_norm=1";
    List<String> towers = devices == 1 ? List.of() : CPUS;
    Map<String, float[]> expected = weights(clipped, 1, towers);
    for (int again = 0; again < 10; again++) {
      assertSame(expected, weights(clipped, 1, towers), 0);
    }
  }

  /** Else every batch of test images would fetch the weights of a tower from its device. */
  @Test
  void evaluationReadsTheWeightsWhereTheyAre(@TempDir Path folder) throws IOException {
    Map<String, String> changes = Map.of("input.height", "" + SMALL, "input.width", "" + SMALL);
    Run run = TinyRun.plan(folder.resolve("run"), "alexnet", changes);
    try (Graph graph = new Graph();
        DataSet data = FashionMnist.find(SmallData.write(folder.resolve("data"), 20, 10))) {
      Variables variables = Variables.starting(graph, run.recipe().initialization());
      new Evaluation(variables, run, data.test(), CPUS);
      Map<String, Integer> products = new TreeMap<>();
      graph
          .operations()
          .forEachRemaining(
              op -> {
                if (op.type().matches("Conv2D|MatMul")) {
                  String variable = op.input(1).op() instanceof GraphOperation v ? v.device() : "";
                  assertEquals(variable, op.device(), op.name());
                  products.merge(op.device(), 1, Integer::sum);
                }
              });
      assertEquals(Map.of("/device:CPU:0", 7 + 1, "/device:CPU:1", 7), products);
    }
  }

  @Test
  void graphWithoutPlacedTowersHasNoDevices() {
    training(
        recipe("optimizer.name=adam"),
        SMALL,
        10,
        List.of(),
        (training, session) -> {
          training
              .variables()
              .graph()
              .operations()
              .forEachRemaining(op -> assertEquals("", op.device(), op.name()));
          return null;
        });
  }
}
