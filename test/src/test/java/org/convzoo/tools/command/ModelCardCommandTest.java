package org.convzoo.tools.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.convzoo.tools.Calls;
import org.convzoo.tools.Outcome;
import org.convzoo.train.data.SmallFiles;
import org.convzoo.train.data.internal.binary.SmallData;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The card of a run's export, and the commands that read it. */
class ModelCardCommandTest {

  @TempDir private Path folder;
  private Path data;
  private Path run;
  private Path model;

  @BeforeEach
  void train() {
    data = SmallData.write(folder.resolve("data"), 100, 20);
    run = folder.resolve("run");
    Calls.succeed("train lenet --epochs 1 --batch-size 50 --run", run, "--data-dir", data);
    model = run.resolve("export/lenet/1");
  }

  @Test
  void cardSaysWhereTheWeightsComeFrom() throws Exception {
    JsonNode training =
        new ObjectMapper()
            .readTree(model.resolve("assets.extra/model-card.json").toFile())
            .path("training");
    assertEquals("fashion-mnist", training.path("data_set").asText());
    assertEquals(2, training.path("step").asInt()); // 100 images by 50
    assertEquals("test", training.path("measured_on").asText());
    assertEquals("accuracy", training.path("metric").asText());
    List<String> metrics = Files.readAllLines(run.resolve("metrics.csv"));
    int column = List.of(metrics.get(0).split(",")).indexOf("test_accuracy");
    double accuracy = Double.parseDouble(metrics.get(1).split(",")[column]);
    assertEquals(accuracy, training.path("score").asDouble(), 1e-6);
    byte[] recipe = Files.readAllBytes(run.resolve("recipe.yaml"));
    assertEquals(
        HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(recipe)),
        training.path("recipe_sha256").asText());
    assertEquals(50, training.at("/recipe/batch_size").asInt());
    assertFalse(training.path("recipe").has("data_dir"), training.toString());
  }

  /** LeNet's conv1 keeps the size of the images that the card names. */
  @Test
  void reportTakesTheSizeOfImagesFromTheCard() throws IOException {
    assertTrue(Calls.succeed("report", model).contains("28x28x6"));
    Files.delete(model.resolve("assets.extra/model-card.json"));
    Calls.fail(
        2, "images takes images of any size: say which, as in --input-size 224", "report", model);
  }

  @Test
  void scanSaysWhetherTheDigestsHold() throws IOException {
    String printed = Calls.succeed("scan", run);
    assertTrue(printed.contains("3 files have the digests of the model card"), printed);
    Files.writeString(model.resolve("assets/labels.txt"), "shirts\n");
    Outcome outcome = Calls.run("scan", run);
    assertEquals(1, outcome.code());
    assertTrue(
        outcome.out().contains("assets/labels.txt has other bytes than were exported"),
        outcome.out());
    JsonNode json = new ObjectMapper().readTree(Calls.run("scan --json", run).out());
    assertTrue(json.path("card").asBoolean(), json.toString());
    assertEquals(
        "[\"assets/labels.txt has other bytes than were exported\"]",
        json.path("faults").toString());
  }

  @Test
  void changedModelIsRefusedInALine() throws IOException {
    Path graph = model.resolve("saved_model.pb");
    byte[] bytes = Files.readAllBytes(graph);
    bytes[bytes.length / 2] ^= 1; // of a weight
    Files.write(graph, bytes);
    Path image = folder.resolve("image.png");
    SmallFiles.write(image, SmallData.image(0));
    String message =
        model
            + " cannot be loaded: saved_model.pb has other bytes than were exported; if that is"
            + " meant, delete assets.extra/model-card.json";
    Calls.fail(1, message, "predict", run, image);
    Calls.fail(1, message, "report", model);
    Calls.fail(1, message, "serve --port 0", model);
    Path next = folder.resolve("next");
    String start = "train lenet --max-steps 1 --data-dir";
    Calls.fail(1, message, start, data, "--run", next, "--init-from", model);
  }
}
