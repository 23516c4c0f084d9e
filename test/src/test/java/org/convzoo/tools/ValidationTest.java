package org.convzoo.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.convzoo.train.data.internal.binary.SmallData;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run of which a fifth of 200 training images is held out; 60 are tested with. */
class ValidationTest {

  @TempDir static Path folder;
  private static Path data;
  private static Path run;
  private static List<String> printed;

  @BeforeAll
  static void train() {
    data = SmallData.write(folder.resolve("data"), 200, 60);
    run = folder.resolve("run");
    printed =
        Calls.succeed(
                "train lenet-caffe --epochs 2 --set validation=0.2 --run", run, "--data-dir", data)
            .lines()
            .toList();
  }

  private static JsonNode score(String split) throws IOException {
    return new ObjectMapper().readTree(Calls.succeed("evaluate --json --split " + split, run));
  }

  private static String line(String start) {
    return printed.stream().filter(line -> line.startsWith(start)).findFirst().orElseThrow();
  }

  @Test
  void linesAndCurvesAreOfTheValidationImages() throws IOException {
    assertTrue(line("160 training, 40 validation and 60 test images").contains("28x28x1"));
    assertTrue(line("epoch 2: ").contains(", validation loss "), printed.toString());
    List<String> metrics = Files.readAllLines(run.resolve("metrics.csv"));
    assertEquals(
        "epoch,step,learning_rate,train_loss,train_accuracy,validation_loss,validation_accuracy,"
            + "images_per_second",
        metrics.get(0));
  }

  @Test
  void bestEpochIsThatOfTheValidationImages() throws IOException {
    double best =
        Files.readAllLines(run.resolve("metrics.csv")).stream()
            .skip(1)
            .mapToDouble(line -> Double.parseDouble(line.split(",")[6]))
            .max()
            .orElseThrow();
    JsonNode validation = score("validation");
    assertEquals(40, validation.get("images").asInt());
    assertEquals(best, validation.get("accuracy").asDouble());
    String exported = "exported the best epoch, validation accuracy %.4f,".formatted(best);
    assertTrue(line("exported").startsWith(exported), printed.toString());
  }

  @Test
  void testImagesAreLookedAtOnceAtTheEnd() throws IOException {
    JsonNode test = score("test");
    assertEquals(60, test.get("images").asInt());
    String expected =
        "60 test images: loss %.4f, top-1 %.4f"
            .formatted(test.get("loss").asDouble(), test.get("accuracy").asDouble());
    assertTrue(line("60 test images: ").startsWith(expected), printed.toString());
    assertEquals(160, score("training").get("images").asInt());
  }

  @Test
  void runThatHoldsNoneOutHasNoValidationImages() {
    Path plain = folder.resolve("plain");
    Calls.succeed("train lenet-caffe --epochs 1 --run", plain, "--data-dir", data);
    Calls.fail(
        2,
        "this run has no validation images: its recipe holds none out",
        "evaluate --split validation",
        plain);
  }
}
