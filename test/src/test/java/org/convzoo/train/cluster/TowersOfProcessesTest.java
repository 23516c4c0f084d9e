package org.convzoo.train.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.convzoo.ops.Variable;
import org.convzoo.ops.Variables;
import org.convzoo.train.SessionTrace;
import org.convzoo.train.hardware.Devices;
import org.convzoo.train.hardware.Hardware;
import org.convzoo.train.internal.replica.DevicePlan;
import org.convzoo.train.internal.replica.TrainingBatch;
import org.convzoo.train.recipe.Precision;
import org.convzoo.train.recipe.Recipe;
import org.convzoo.train.recipe.Recipes;
import org.convzoo.train.step.TrainingGraph;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Server;
import org.tensorflow.ServerSession;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ClusterDef;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.JobDef;
import org.tensorflow.proto.ServerDef;
import org.tensorflow.types.TFloat32;

/**
 * The towers of AlexNet on devices of two servers, as of two processes: one client drives both, and
 * what crosses goes over gRPC.
 */
class TowersOfProcessesTest {

  /** The smallest images of which AlexNet leaves a pixel. */
  private static final int PIXELS = 67;

  private static final int BATCH = 2;
  private static final Hardware TWO_CPUS =
      new Hardware(Devices.Choice.CPU, 1).withTowers(List.of("CPU:0", "CPU:1"));
  private static final ConfigProto STRICT =
      TWO_CPUS.config(Precision.FLOAT32).toBuilder()
          .setAllowSoftPlacement(false)
          .setOperationTimeoutInMs(120_000)
          .build();

  /** What two steps come to. */
  private record Trained(SessionTrace trace, Map<String, float[]> weights) {

    static Trained on(List<String> towers, Function<Graph, Session> open) {
      Recipe recipe =
          Recipes.shipped(
              "alexnet",
              "default",
              Map.of("input.height", "" + PIXELS, "input.width", "" + PIXELS));
      try (Graph graph = new Graph()) {
        Variables variables = Variables.starting(graph, recipe.initialization());
        Ops tf = variables.root().withSubScope("data");
        var images =
            tf.random.statelessRandomUniform(
                tf.constant(new int[] {BATCH, PIXELS, PIXELS, 3}),
                tf.constant(new long[] {1, 2}),
                TFloat32.class);
        var batch = new TrainingBatch(images, tf.constant(new int[] {3, 1}));
        var training =
            new TrainingGraph(variables, recipe, batch, 10, 1, DevicePlan.towers(towers));
        try (Session session = open.apply(graph)) {
          session.initialize();
          session.runner().addTarget(training.train(0)).run().close();
          SessionTrace trace = SessionTrace.of(session, training.train(1));
          Map<String, float[]> weights = new LinkedHashMap<>();
          for (Variable variable : variables.trainable()) {
            try (Result result = session.runner().fetch(variable.value()).run()) {
              float[] value = new float[(int) variable.size()];
              ((TFloat32) result.get(0)).asRawTensor().data().asFloats().read(value);
              weights.put(variable.name(), value);
            }
          }
          return new Trained(trace, weights);
        }
      }
    }

    /** The devices that ran what has {@code part} in its name. */
    Set<String> devices(String part) {
      Set<String> devices = new TreeSet<>();
      trace
          .ran()
          .forEach((name, at) -> devices.addAll(name.contains(part) ? Set.of(at) : Set.of()));
      return devices;
    }

    /** How many bytes crossed each way, but for scalars. */
    Map<String, Long> crossed() {
      return trace.sent().stream()
          .filter(sent -> sent.bytes() > Long.BYTES)
          .collect(
              Collectors.groupingBy(
                  sent -> sent.from() + " to " + sent.to(),
                  Collectors.summingLong(SessionTrace.Sent::bytes)));
    }
  }

  private static void startServer(JobDef job, int task) {
    new Server(
            ServerDef.newBuilder()
                .setCluster(ClusterDef.newBuilder().addJob(job))
                .setJobName(job.getName())
                .setTaskIndex(task)
                .setProtocol("grpc")
                .build())
        .start();
  }

  @Test
  void eachTowerRunsInItsProcessToTheSameBits() throws Exception {
    List<Integer> ports = MemberThreads.freePorts(2);
    JobDef.Builder job = JobDef.newBuilder().setName("worker");
    for (int task = 0; task < 2; task++) {
      job.putTasks(task, "localhost:" + ports.get(task));
    }
    startServer(job.build(), 0);
    startServer(job.build(), 1);
    Trained two =
        Trained.on(
            List.of("worker:0/CPU:0", "worker:1/CPU:0"),
            graph ->
                ServerSession.open(graph, "grpc://localhost:" + ports.get(0), STRICT).session());
    assertEquals(Set.of("0/CPU:0"), two.devices("tower1"));
    assertEquals(Set.of("1/CPU:0"), two.devices("tower2"));
    Trained one = Trained.on(List.of("CPU:0", "CPU:1"), graph -> new Session(graph, STRICT));
    one.weights().forEach((name, w) -> assertArrayEquals(w, two.weights().get(name), name));
    // conv3 reads the other tower's maps, fc6 and fc7 its numbers, and gradients go back; fc8, in
    // the first process, reads the second's, whose gradient goes back; images come from the first
    long each = BATCH * 4L * (2 * 3 * 3 * 128 + 2 * 128 + 2 * 2048 + 2048);
    long toSecond = each + BATCH * 4L * PIXELS * PIXELS * 3;
    assertEquals(Map.of("0/CPU:0 to 1/CPU:0", toSecond, "1/CPU:0 to 0/CPU:0", each), two.crossed());
  }
}
