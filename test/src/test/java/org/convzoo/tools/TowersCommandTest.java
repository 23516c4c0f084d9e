package org.convzoo.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.convzoo.train.data.internal.binary.SmallData;
import org.convzoo.train.hardware.CudaProbe;
import org.convzoo.train.hardware.Devices;
import org.convzoo.train.run.TinyRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;

/** Towers on devices from the command line. */
class TowersCommandTest {

  @TempDir private Path folder;

  private String train(Path data, Path run, String more) {
    String small = "--set input.height=67 --set input.width=67 --epochs 1 --batch 10";
    return Calls.succeed(
        "train alexnet --device cpu --threads 2 --towers CPU:0,CPU:1 " + small + more,
        "--run",
        run,
        "--data-dir",
        data);
  }

  @Test
  void placedRunGoesOnToTheSameBitsAndExportsNoDevice() throws IOException {
    Path data = SmallData.write(folder.resolve("data"), 40, 10);
    Path straight = folder.resolve("straight");
    String printed = train(data, straight, "");
    assertTrue(printed.contains("towers on CPU:0, CPU:1"), printed);

    Path stopped = folder.resolve("stopped");
    train(data, stopped, " --max-steps 2");
    String resumed =
        Calls.succeed(
            "train --device cpu --threads 2 --towers CPU:0,CPU:1 --resume",
            stopped,
            "--data-dir",
            data);
    assertTrue(resumed.contains("exported"), resumed);
    assertEquals(TinyRun.lastBits(straight), TinyRun.lastBits(stopped));
    assertEquals(TinyRun.metrics(straight), TinyRun.metrics(stopped));

    Path model = straight.resolve("export/alexnet/1/saved_model.pb");
    List<NodeDef> nodes =
        SavedModel.parseFrom(Files.readAllBytes(model))
            .getMetaGraphs(0)
            .getGraphDef()
            .getNodeList();
    assertFalse(nodes.isEmpty());
    nodes.forEach(node -> assertEquals("", node.getDevice(), node.getName()));

    String loss = TinyRun.metrics(straight).get(1).split(",")[5];
    String evaluated = Calls.succeed("evaluate", straight, "--data-dir", data);
    assertTrue(
        evaluated.contains("loss %.4f".formatted(Double.parseDouble(loss))), evaluated + loss);
  }

  @Test
  void devicesThatCannotHoldTowersAreRefused() throws IOException {
    Path data = SmallData.write(folder.resolve("data"), 40, 10);
    Path run = folder.resolve("run");
    String named = "a device is named like GPU:1 or CPU:0, got \"GPU1\"";
    Calls.fail(2, named, "train alexnet --towers GPU1 --run", run, "--data-dir", data);
    String cpu = "no tower can stand on GPU:0 where only the CPU may be used";
    Calls.fail(2, cpu, "train alexnet --device cpu --towers gpu:0 --run", run, "--data-dir", data);
    String none = "lenet has no towers: none can stand on CPU:0, CPU:1";
    Calls.fail(2, none, "train lenet --towers CPU:0,CPU:1 --run", run, "--data-dir", data);
    String many = "alexnet has 2 towers, but 3 devices are named for them: CPU:0, CPU:1, CPU:2";
    Calls.fail(2, many, "train alexnet --towers CPU:0,CPU:1,CPU:2 --run", run, "--data-dir", data);
    Calls.fail(2, none, "bench lenet --towers CPU:0,CPU:1");
    assertFalse(Files.exists(run), "nothing was begun");
  }

  @Test
  void gpuThatIsNotThereIsNamedWithThoseThatAre() throws IOException {
    assumeTrue(Devices.gpus().isEmpty(), "this machine has a GPU");
    Path data = SmallData.write(folder.resolve("data"), 40, 10);
    String message =
        "there is no GPU:1 for a tower: TensorFlow sees CPU:0, and no GPU, since "
            + CudaProbe.whyNoGpu();
    Path run = folder.resolve("run");
    Calls.fail(2, message, "train alexnet --towers CPU:0,GPU:1 --run", run, "--data-dir", data);
  }

  /** 2048 numbers of the other tower go to fc7's and fc8's device. */
  @Test
  void reportByDeviceSaysWhatCrosses() throws Exception {
    JsonNode report =
        new ObjectMapper()
            .readTree(Calls.succeed("report alexnet --towers gpu:0,gpu:1 --format json"));
    assertEquals("GPU:1", report.get("rows").get(1).get("name").asText());
    JsonNode last = report.get("transfers").get(8);
    assertEquals("tower2/fc7/Relu", last.get("crosses").asText());
    assertEquals("GPU:1", last.get("from").asText());
    assertEquals("GPU:0", last.get("to").asText());
    assertEquals(4 * 2048, last.get("bytes").asLong());

    long all = 4 * (2 * 13 * 13 * 128 + 2 * 6 * 6 * 128 + 3 * 2048);
    String note = "%,d bytes go from device to device in a forward pass".formatted(all);
    for (String format : List.of("table", "markdown")) {
      String printed = Calls.succeed("report alexnet --towers GPU:0,GPU:1 --format " + format);
      assertTrue(printed.contains(note), printed);
      assertTrue(printed.lines().anyMatch(l -> l.matches(".*conv2/MaxPool.* 86,528.*")), printed);
    }
    List<String> csv =
        Calls.succeed("report alexnet --towers GPU:0,GPU:1 --format csv").lines().toList();
    assertEquals(3, csv.size(), csv.toString());
  }

  @Test
  void documentShowsWhatIsPrinted() throws IOException {
    String printed = Calls.succeed("report alexnet --towers GPU:0,GPU:1");
    String shown = printed.substring(0, printed.indexOf("60,965,224 parameters")).strip();
    assertTrue(Files.readString(Path.of("../docs/report.md")).contains(shown), shown);
  }

  @Test
  void filesKeepTheirOwnDevices() throws IOException {
    Path file = Files.createFile(folder.resolve("graph.pb"));
    String message = "the devices of %s are its own: --towers is for a network or a run";
    Calls.fail(2, message.formatted(file), "report", file, "--towers GPU:0");
    Calls.fail(
        2, "--compare goes without --towers", "report alexnet --towers GPU:0 --compare vgg11");
  }
}
