package org.convzoo.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.convzoo.train.data.SmallData;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    Outcome outcome = Calls.run("export", run);
    assertEquals(2, outcome.code());
    assertEquals(3, outcome.err().lines().count(), outcome.err());
    assertTrue(
        outcome.err().endsWith("convzoo: %s has no checkpoint yet%n".formatted(run)),
        outcome.err());
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
        outcome.err().endsWith("convzoo: %s has no checkpoint left that is whole%n".formatted(run)),
        outcome.err());
    assertEquals(metrics, Files.readString(run.resolve("metrics.csv")));
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
    assertTrue(message.startsWith(file + "/lenet: "), message);
    assertEquals(0, Files.size(file));
  }
}
