package org.convzoo.tools.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.convzoo.tools.Calls;
import org.convzoo.tools.Outcome;
import org.convzoo.train.data.SmallFiles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table of runs whose metrics are written here. */
class RunsCommandTest {

  private static final String HEADER =
      "epoch,step,learning_rate,train_loss,train_accuracy,test_loss,test_accuracy,"
          + "images_per_second";

  @TempDir private Path folder;
  private Path runs;

  @BeforeEach
  void write() {
    runs = folder.resolve("runs");
    run(
        "sweep/one",
        "train lenet --print-recipe --batch 50 --epochs 9",
        HEADER,
        "1,10,0.1,2,0.5,1.5,0.6,100.0",
        "2,20,0.1,1,0.6,1.25,0.8,250.0",
        "3,30,0.1,1,0.6,0.75,0.8,500.0",
        "4,40,0.1"); // a killed run's
    run(
        "two",
        "train lenet-bn --print-recipe --batch 50 --epochs 2 --set validation=0.1",
        HEADER.replace("test", "validation"),
        "1,72,0.1,2,0.5,1.5,0.25,3600.0");
    run("waiting", "train unet --print-recipe", HEADER);
    SmallFiles.write(runs.resolve("notes/readme.txt"), "no run");
  }

  private void run(String name, String recipe, String... metrics) {
    Path run = runs.resolve(name);
    SmallFiles.write(run.resolve("recipe.yaml"), Calls.succeed(recipe));
    SmallFiles.write(run.resolve("labels.txt"), "cat", "dog");
    SmallFiles.write(run.resolve("metrics.csv"), metrics);
  }

  /** Three epochs of 10 batches of 50: 500 images at 100, 250 and 500 a second are 8 seconds. */
  @Test
  void everyRunSaysWhatItCameTo() throws IOException {
    JsonNode all = new ObjectMapper().readTree(Calls.succeed("runs --json", runs));
    assertEquals(3, all.size());
    JsonNode one = all.get(0);
    assertEquals(runs.resolve("sweep/one").toString(), one.get("run").asText());
    assertEquals("lenet", one.get("network").asText());
    assertEquals("fashion-mnist", one.get("dataset").asText());
    assertEquals(3, one.get("epochs_done").asInt());
    assertEquals(9, one.get("recipe_epochs").asInt());
    assertEquals("test_accuracy", one.get("measure").asText());
    assertEquals(0.8, one.get("best").asDouble());
    assertEquals(2, one.get("best_epoch").asInt());
    assertEquals(0.75, one.get("last_loss").asDouble());
    assertEquals(5 + 2 + 1, one.get("seconds").asDouble(), 1e-9);
    assertEquals("validation_accuracy", all.get(1).get("measure").asText());
    assertEquals(1, all.get(1).get("seconds").asDouble(), 1e-9);
    JsonNode waiting = all.get(2);
    assertEquals("test_mean_iou", waiting.get("measure").asText());
    assertEquals(0, waiting.get("epochs_done").asInt());
    assertTrue(waiting.get("best").isNull() && waiting.get("last_loss").isNull());
  }

  @Test
  void tablesHaveALineARun() throws IOException {
    Path csv = folder.resolve("table.csv");
    List<String> lines = Calls.succeed("runs --csv", csv, runs).lines().toList();
    assertEquals(4, lines.size());
    assertTrue(
        lines.get(1).matches(".*/one +lenet .* 3 of 9 +0.8000  test accuracy .* 0.7500  0:00:08"),
        lines.get(1));
    List<String> cells = Files.readAllLines(csv);
    assertEquals(
        "run,network,dataset,epochs_done,recipe_epochs,measure,best,best_epoch,last_loss,seconds",
        cells.get(0));
    assertTrue(cells.get(1).endsWith(",3,9,test_accuracy,0.8,2,0.75,8.0"), cells.get(1));
    assertTrue(cells.get(3).contains(",test_mean_iou,,,,0.0"), cells.get(3));
    String single = Calls.succeed("runs", runs.resolve("two"));
    assertEquals(2, single.lines().count(), single);
  }

  @Test
  void runsThatAreDamagedAreNamedAndLeftOut() {
    run("bad", "train lenet --print-recipe", HEADER, "1,10,0.1,2,0.5,1.5,much,100.0");
    run("old", "train lenet --print-recipe", HEADER.replace("test_acc", "acc"), "1,1,1,1,1,1,1,1");
    Outcome outcome = Calls.run("runs", runs);
    assertEquals(0, outcome.code());
    assertEquals(
        """
        convzoo: warning: %1$s/bad/metrics.csv, line 2: "much" is not a number
        convzoo: warning: %1$s/old/metrics.csv has no column test_accuracy
        """
            .formatted(runs),
        outcome.err());
    assertEquals(4, outcome.out().lines().count());
  }

  @Test
  void foldersWithoutRunsAreRefused() {
    Path notes = runs.resolve("notes");
    Calls.fail(2, notes + " holds no run", "runs", notes);
    Path none = folder.resolve("none");
    Calls.fail(2, none + " is not a folder", "runs", none);
    Path text = folder.resolve("table.txt");
    String form = "--csv is a file that ends in .csv, got " + text;
    Calls.fail(2, form, "runs --csv", text, runs);
    assertFalse(Files.exists(text));
  }
}
