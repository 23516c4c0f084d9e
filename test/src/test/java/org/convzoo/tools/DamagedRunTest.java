package org.convzoo.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.convzoo.train.data.internal.binary.SmallData;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the commands make of a run of which something was destroyed. */
class DamagedRunTest {

  @TempDir Path folder;
  private Path data;
  private Path run;

  @BeforeEach
  void train() {
    data = SmallData.write(folder.resolve("data"), 100, 20);
    run = folder.resolve("run");
    Calls.succeed("train lenet --epochs 2 --batch 50 --run", run, "--data-dir", data);
  }

  @Test
  void damagedCheckpointIsPassedOverWithAWarning() throws IOException {
    Files.delete(run.resolve("checkpoints/4/variables.index"));
    Outcome outcome = Calls.run("evaluate --checkpoint last", run, "--data-dir", data);
    assertEquals(0, outcome.code(), outcome.err());
    assertEquals(
        "convzoo: warning: the checkpoint %s is damaged (variables.index is missing) and is passed over%n"
            .formatted(run.resolve("checkpoints/4")),
        outcome.err());
    assertTrue(outcome.out().startsWith("lenet, step 2, on "), outcome.out());
  }

  @Test
  void runWithoutAWholeCheckpointSaysSo() throws IOException {
    for (String step : new String[] {"2", "4"}) {
      Files.writeString(run.resolve("checkpoints").resolve(step).resolve("manifest.json"), "{");
    }
    String message = " has no checkpoint left that is whole and of this network";
    for (String command : new String[] {"export", "evaluate", "deepen --units conv1"}) {
      Outcome outcome = Calls.run(command, run);
      assertEquals(1, outcome.code());
      List<String> lines = outcome.err().lines().toList();
      assertEquals(3, lines.size(), outcome.err());
      assertEquals("convzoo: " + run + message, lines.get(2));
    }
    Path next = folder.resolve("next");
    Calls.fail(1, run + message, "train lenet --epochs 1 --run", next, "--start-from", run);
  }

  @Test
  void trainingDoesNotBeginAgainOverDamagedCheckpoints() throws IOException {
    for (String step : new String[] {"2", "4"}) {
      Files.delete(run.resolve("checkpoints").resolve(step).resolve("variables.index"));
    }
    String metrics = Files.readString(run.resolve("metrics.csv"));
    Outcome outcome = Calls.run("train --data-dir", data, "--resume", run);
    assertEquals(1, outcome.code());
    assertTrue(
        outcome
            .err()
            .endsWith(
                "convzoo: %s has no checkpoint left that is whole and of this network%n"
                    .formatted(run)),
        outcome.err());
    assertEquals(metrics, Files.readString(run.resolve("metrics.csv")));
  }

  @Test
  void checkpointOfAnotherNetworkIsPassedOver() throws IOException {
    Path other = folder.resolve("other");
    Calls.succeed("train lenet-caffe --epochs 3 --batch 50 --run", other, "--data-dir", data);
    Path foreign = run.resolve("checkpoints/6");
    Files.move(other.resolve("checkpoints/6"), foreign);
    for (String command : new String[] {"evaluate --checkpoint last", "export --checkpoint last"}) {
      Outcome outcome = Calls.run(command, run);
      assertEquals(0, outcome.code(), outcome.err());
      assertTrue(
          outcome
              .err()
              .startsWith(
                  "convzoo: warning: the checkpoint %s is of another network or optimizer ("
                      .formatted(foreign)),
          outcome.err());
      assertTrue(outcome.out().contains("step 4"), outcome.out());
    }
    Outcome resumed = Calls.run("train --epochs 3 --resume", run);
    assertEquals(0, resumed.code(), resumed.err());
    assertEquals(4, Files.readAllLines(run.resolve("metrics.csv")).size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"missing", "cut", "other"})
  void epochsBeforeAreKeptWhateverBecameOfTheirFile(String damage) throws IOException {
    Path file = run.resolve("metrics.csv");
    String before = Files.readString(file);
    String found = before.substring(0, before.length() - 30);
    switch (damage) {
      case "missing" -> Files.delete(file);
      case "cut" -> Files.writeString(file, found);
      default -> Files.writeString(file, "epoch;step\n");
    }
    Outcome outcome = Calls.run("train --epochs 3 --resume", run);
    assertEquals(0, outcome.code(), outcome.err());
    boolean kept = damage.equals("other");
    assertEquals(
        "convzoo: warning: %s is not as the checkpoint of step 4 has it, and is written again%s%n"
            .formatted(file, kept ? "; what was there is kept as metrics-before-4.csv" : ""),
        outcome.err());
    String after = Files.readString(file);
    assertTrue(after.startsWith(before), after);
    assertEquals(1, after.substring(before.length()).lines().count(), after);
    Path aside = run.resolve("metrics-before-4.csv");
    assertEquals(kept, Files.exists(aside));
    assertTrue(!kept || Files.readString(aside).equals("epoch;step\n"));
  }

  @Test
  void damagedRecipeIsNamed() throws IOException {
    Files.writeString(run.resolve("recipe.yaml"), "network: lenet\n");
    String message = Calls.failing(2, "train --data-dir", data, "--resume", run);
    assertEquals(run.resolve("recipe.yaml") + ": the key \"dataset\" is missing", message);
  }

  @Test
  void damagedExportIsNamed() throws IOException {
    Files.write(run.resolve("export/lenet/1/saved_model.pb"), new byte[] {1, 2, 3});
    String message = Calls.failing(1, "predict", run, "x.png");
    assertTrue(message.startsWith(run.resolve("export/lenet/1") + " cannot be loaded: "), message);
  }

  @Test
  void exportThatCannotBeWrittenLeavesNothing() throws IOException {
    Path file = Files.createFile(folder.resolve("a-file"));
    String message = Calls.failing(1, "export --to", file, run);
    assertTrue(
        message.startsWith("the model was not exported to %s/lenet: ".formatted(file)), message);
    assertEquals(0, Files.size(file));
  }
}
