package org.convzoo.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.convzoo.graphs.Zoo;
import org.convzoo.graphs.network.Network;
import org.convzoo.ops.Refusal;
import org.convzoo.report.GraphReport.By;
import org.convzoo.report.flow.Row;
import org.convzoo.report.flow.Transfer;
import org.convzoo.report.source.Feed;
import org.convzoo.report.source.GraphSource;
import org.convzoo.report.source.Setup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TFloat32;

/** What stands on which device, and what crosses. */
class DeviceReportTest {

  private static final Network ALEXNET = Zoo.get("alexnet");

  @TempDir private Path folder;

  private static GraphReport report(Network network, int batch, List<String> towers) {
    var size = network.spec().input();
    try (GraphSource subject =
        GraphSource.network(
            network, Setup.of(network).withSize(size).withBatch(batch).withTowers(towers))) {
      return GraphReport.of(subject);
    }
  }

  private static String words(Transfer t) {
    return "%s %s to %s: %d".formatted(t.tensor(), t.from(), t.to(), t.bytes());
  }

  /**
   * A tower of the paper's figure 2: kernels and biases of five convolutions, of which conv3 reads
   * both towers, and of fc6 and fc7, which do, too. The 1000 outputs stand on the first device.
   */
  @Test
  void eachDeviceHoldsATowerAndTheFirstTheOutputsToo() {
    long convolutions =
        (11 * 11 * 3 * 48 + 48)
            + (5 * 5 * 48 * 128 + 128)
            + (3 * 3 * 256 * 192 + 192)
            + (3 * 3 * 192 * 192 + 192)
            + (3 * 3 * 192 * 128 + 128);
    long tower = convolutions + (6 * 6 * 256 * 2048 + 2048) + (4096 * 2048 + 2048);
    long outputs = 4096 * 1000 + 1000;
    long macs =
        55 * 55 * 48 * (11 * 11 * 3)
            + 27 * 27 * 128 * (5 * 5 * 48)
            + 13 * 13 * 192 * (3 * 3 * 256)
            + 13 * 13 * 192 * (3 * 3 * 192)
            + 13 * 13 * 128 * (3 * 3 * 192)
            + 2048 * (6 * 6 * 256)
            + 2048 * 4096;
    assertEquals(60_965_224, 2 * tower + outputs); // the network's
    List<Row> rows = report(ALEXNET, 1, List.of("GPU:0", "GPU:1")).rows(By.DEVICE);
    assertEquals(List.of("GPU:0", "GPU:1"), rows.stream().map(Row::name).toList());
    assertEquals(tower + outputs, rows.get(0).parameters());
    assertEquals(tower, rows.get(1).parameters());
    assertEquals(macs + 4096 * 1000, rows.get(0).macs());
    assertEquals(macs, rows.get(1).macs());
  }

  @Test
  void onlyConv3AndTheDenseLayersReadTheOtherTower() {
    int batch = 4;
    GraphReport report = report(ALEXNET, batch, List.of("GPU:0", "GPU:1"));
    long number = batch * 4L;
    assertEquals(
        List.of(
            "images fed to GPU:0: " + number * 227 * 227 * 3,
            "images fed to GPU:1: " + number * 227 * 227 * 3,
            "tower2/conv2/MaxPool GPU:1 to GPU:0: " + number * 13 * 13 * 128,
            "tower1/conv2/MaxPool GPU:0 to GPU:1: " + number * 13 * 13 * 128,
            "tower2/conv5/MaxPool GPU:1 to GPU:0: " + number * 6 * 6 * 128,
            "tower1/conv5/MaxPool GPU:0 to GPU:1: " + number * 6 * 6 * 128,
            "tower2/fc6/Relu GPU:1 to GPU:0: " + number * 2048,
            "tower1/fc6/Relu GPU:0 to GPU:1: " + number * 2048,
            "tower2/fc7/Relu GPU:1 to GPU:0: " + number * 2048),
        report.transfers().stream().map(DeviceReportTest::words).toList());
  }

  @Test
  void towersThatShareADeviceSendNothing() {
    GraphReport report = report(ALEXNET, 1, List.of("GPU:1"));
    assertEquals(List.of("GPU:1"), report.rows(By.DEVICE).stream().map(Row::name).toList());
    assertEquals(
        List.of("images fed to GPU:1: " + 4 * 227 * 227 * 3),
        report.transfers().stream().map(DeviceReportTest::words).toList());
  }

  @Test
  void graphWithoutDevicesSaysSo() {
    GraphReport report = report(ALEXNET, 1, List.of());
    assertEquals(List.of("no device"), report.rows(By.DEVICE).stream().map(Row::name).toList());
    assertEquals(List.of(), report.transfers());
  }

  @Test
  void moreDevicesThanTowersAreRefused() {
    assertEquals(
        "alexnet has 2 towers, but 3 devices are named for them: GPU:0, GPU:1, GPU:2",
        Refusal.of(() -> report(ALEXNET, 1, List.of("GPU:0", "GPU:1", "GPU:2"))));
    assertEquals(
        "lenet has no towers: none can stand on GPU:0",
        Refusal.of(() -> report(Zoo.get("lenet"), 1, List.of("GPU:0"))));
  }

  /** Two dense layers of 3x4 and 4x5 with constants for weights, as a program of its own has it. */
  private Path frozen(String first, String second) throws IOException {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      var shape = Placeholder.shape(Shape.of(2, 3));
      var x = tf.withName("x").placeholder(TFloat32.class, shape);
      var one = tf.withName("one").linalg.matMul(x, weights(tf, "a", 3, 4));
      tf.withName("two").linalg.matMul(one, weights(tf, "b", 4, 5));
      GraphDef.Builder placed = graph.toGraphDef().toBuilder();
      for (NodeDef.Builder node : placed.getNodeBuilderList()) {
        if (!node.getName().equals("x")) {
          node.setDevice(node.getName().matches("two|b") ? second : first);
        }
      }
      return Files.write(folder.resolve("frozen.pb"), placed.build().toByteArray());
    }
  }

  private static Operand<TFloat32> weights(Ops tf, String name, int in, int out) {
    return tf.withName(name).constant(new float[in][out]);
  }

  private GraphReport read(Path file) throws IOException {
    Feed own = new Feed(OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty());
    try (GraphSource subject = GraphSource.frozen(file, own)) {
      return GraphReport.of(subject);
    }
  }

  @Test
  void devicesOfAFileAreReadInEveryFormThatTensorFlowWrites() throws IOException {
    Path file =
        frozen(
            "/job:localhost/replica:0/task:0/device:GPU:1", "/job:worker/replica:0/task:2/cpu:0");
    GraphReport report = read(file);
    List<Row> rows = report.rows(By.DEVICE);
    assertEquals(
        List.of("GPU:1", "job:worker/task:2/CPU:0"), rows.stream().map(Row::name).toList());
    assertEquals(List.of(3L * 4, 4L * 5), rows.stream().map(Row::parameters).toList());
    assertEquals(List.of(2L * 3 * 4, 2L * 4 * 5), rows.stream().map(Row::macs).toList());
    assertEquals(
        List.of("x fed to GPU:1: 24", "one GPU:1 to job:worker/task:2/CPU:0: 32"),
        report.transfers().stream().map(DeviceReportTest::words).toList());
  }

  @Test
  void whatIsNoNameOfADeviceIsNotShown() throws IOException {
    GraphReport report = read(frozen("/device:\u001b[31mGPU:0", "/device:GPU:0 "));
    assertEquals(List.of("no device"), report.rows(By.DEVICE).stream().map(Row::name).toList());
  }
}
