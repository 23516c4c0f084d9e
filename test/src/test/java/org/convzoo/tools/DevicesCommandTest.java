package org.convzoo.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.convzoo.train.data.internal.binary.SmallData;
import org.convzoo.train.hardware.CudaProbe;
import org.convzoo.train.hardware.Devices;
import org.convzoo.train.run.Run;
import org.convzoo.train.run.TinyRun;
import org.convzoo.train.run.VariableShapes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;

/** Replicas on devices from the command line. */
class DevicesCommandTest {

  private static final String NAMES =
      "devices are all, GPUs such as GPU:0,GPU:1, or a number of parts of the CPU, at least 1,"
          + " such as CPU:2; got \"%s\"";

  @TempDir private Path folder;

  /** Trains on 33 images, of which the fifth batch has one: nothing for other replicas. */
  private String train(Path run, String more) {
    Path data = folder.resolve("data");
    if (Files.notExists(data)) {
      SmallData.write(data, 33, 10);
    }
    return Calls.succeed(
        "train lenet --threads 2 --optimizer sgd --lr 0.1 --batch 8 --epochs 2 " + more,
        "--run",
        run,
        "--data-dir",
        data);
  }

  private static String resume(Path run, String more) {
    return Calls.succeed("train --threads 2 " + more + " --resume", run);
  }

  /** The losses and accuracies of an epoch. */
  private static double[] numbers(String line) {
    return List.of(line.split(",")).stream().mapToDouble(Double::parseDouble).toArray();
  }

  private static void assertSameMetrics(Path expected, Path found) throws IOException {
    List<String> one = TinyRun.metrics(expected);
    List<String> other = TinyRun.metrics(found);
    assertEquals(one.get(0), other.get(0));
    assertEquals(1 + 2, one.size());
    for (int epoch = 1; epoch < one.size(); epoch++) {
      double[] numbers = numbers(one.get(epoch));
      for (int i = 0; i < numbers.length; i++) {
        assertEquals(numbers[i], numbers(other.get(epoch))[i], 1e-4, one.get(0) + " " + i);
      }
    }
  }

  private static Map<String, ?> shapes(Path run) throws IOException {
    var checkpoints = Run.open(run, Map.of()).checkpoints(Map::of);
    try (var last = checkpoints.last(damaged -> {}).orElseThrow()) {
      return VariableShapes.ofFiles(last.prefix());
    }
  }

  @Test
  void anyDevicesGoOnWithARunAndItsExportNamesNone() throws IOException {
    Path one = folder.resolve("one");
    train(one, "--device cpu");
    Path two = folder.resolve("two");
    String printed = train(two, "--devices CPU:2 --max-steps 3");
    String shares =
        "2 epochs, on CPU, %d cores, replicas on CPU:0, CPU:1 with 4 images of a batch each";
    int cores = Runtime.getRuntime().availableProcessors();
    assertTrue(printed.contains(shares.formatted(cores)), printed);
    assertTrue(resume(two, "--devices CPU:3").contains("with 2 or 3 images of a batch each"));
    assertSameMetrics(one, two);
    assertEquals(shapes(one), shapes(two));

    SavedModel model =
        SavedModel.parseFrom(Files.readAllBytes(two.resolve("export/lenet/1/saved_model.pb")));
    for (NodeDef node : model.getMetaGraphs(0).getGraphDef().getNodeList()) {
      assertEquals("", node.getDevice(), node.getName());
    }
  }

  @Test
  void stoppedReplicasGoOnToTheSameBits() throws IOException {
    Path straight = folder.resolve("straight");
    train(straight, "--devices CPU:3");
    Path stopped = folder.resolve("stopped");
    String said = train(stopped, "--devices CPU:3 --max-steps 4");
    assertTrue(said.contains("--resume %s --devices CPU:3%n".formatted(stopped)), said);
    resume(stopped, "--devices CPU:3");
    assertEquals(TinyRun.lastBits(straight), TinyRun.lastBits(stopped));
    assertEquals(TinyRun.metrics(straight), TinyRun.metrics(stopped));
  }

  /** Whatever is trained on the one device there is, its graph is the usual one. */
  @Test
  void oneDeviceTrainsToTheBitsOfATrainingWithoutDevices() throws IOException {
    Path usual = folder.resolve("usual");
    train(usual, "--device cpu");
    Path one = folder.resolve("one");
    String printed = train(one, "--devices CPU:1");
    assertTrue(!printed.contains("replicas"), printed);
    assertEquals(TinyRun.lastBits(usual), TinyRun.lastBits(one));
  }

  /** A step has the same multiply-adds, however its batch is shared. */
  @Test
  void benchCountsTheWorkOfAllReplicas() throws IOException {
    assertEquals(flopsOfAnImage("CPU:1"), flopsOfAnImage("CPU:3"), 1e-6);
    Calls.fail(
        2,
        "replicas share batches in training: --devices is for that",
        "bench lenet --mode infer --devices CPU:2");
  }

  private static double flopsOfAnImage(String devices) throws IOException {
    String bench = "bench lenet --batch-size 6 --warmup 0 --steps 2 --json --devices ";
    JsonNode figures = new ObjectMapper().readTree(Calls.succeed(bench + devices));
    double gflops = figures.get("gflops").asDouble();
    return gflops / figures.get("images_per_second").asDouble();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"CPU:0", "CPU", "cpu:2", "CPU:0,CPU:1", "GPU:0,CPU:1", "GPU:", "TPU:1", "GPU:0,"})
  void namesAreToldWhereTheyAreWrong(String names) {
    Calls.fail(2, NAMES.formatted(names), "train lenet --devices " + names);
  }

  @Test
  void impossibleDevicesAreRefused() {
    Calls.fail(
        2, "GPU:1 is named twice in GPU:1,GPU:0,GPU:1", "train lenet --devices GPU:1,GPU:0,GPU:1");
    Calls.fail(
        2,
        "a network has its towers or its replicas on devices of their own, not both",
        "train alexnet --devices CPU:2 --towers CPU:0,CPU:1");
    Calls.fail(
        2,
        "there can be no replica on CPU:0 where only GPUs may be used",
        "train lenet --device gpu --devices CPU:2");
    Calls.fail(
        2,
        "batch_size must be at least 1 for each of 3 devices, got 2",
        "train lenet --batch 2 --devices CPU:3 --run",
        folder.resolve("run"));
    assumeTrue(Devices.gpus().isEmpty(), "this machine has a GPU");
    Calls.fail(
        2,
        "there is no GPU:0 for a replica: TensorFlow sees CPU:0, and no GPU, since "
            + CudaProbe.whyNoGpu(),
        "train lenet --devices GPU:0,GPU:1");
  }
}
