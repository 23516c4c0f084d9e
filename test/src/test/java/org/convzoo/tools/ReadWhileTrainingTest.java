package org.convzoo.tools;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.convzoo.train.data.internal.binary.SmallData;
import org.convzoo.train.run.TinyRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run is read while another process trains it, with a checkpoint a step of which one is kept. */
class ReadWhileTrainingTest {

  private static final int TIMES = 8;

  @TempDir static Path folder;
  private static Path run;
  private static Child trainer;

  @BeforeAll
  static void train() throws Exception {
    Path data = SmallData.write(folder.resolve("data"), 100, 20);
    run = folder.resolve("run");
    trainer =
        Child.start(
            folder.resolve("logs"),
            "train lenet --epochs 100000 --batch 10 --threads 1 --set checkpoint.every=1"
                + " --set checkpoint.keep=1 --run",
            run,
            "--data-dir",
            data);
    trainer.until(() -> TinyRun.newestCheckpoint(run) > 0);
  }

  @AfterAll
  static void end() {
    trainer.process().destroyForcibly();
  }

  @ParameterizedTest
  @ValueSource(strings = {"evaluate --checkpoint last", "evaluate", "export --to"})
  void itCanBeRead(String command) throws Exception {
    long first = TinyRun.newestCheckpoint(run);
    for (int time = 0; time < TIMES; time++) {
      Calls.succeed(
          command.endsWith("--to")
              ? new Object[] {command, folder.resolve("models"), "--checkpoint last", run}
              : new Object[] {command, run});
    }
    trainer.until(() -> TinyRun.newestCheckpoint(run) > first);
    assertTrue(trainer.process().isAlive(), "the trainer has ended");
  }

  @Test
  void killedReaderLeavesNothingThatKeepsItsCheckpoint() throws Exception {
    for (int time = 0; time < 3; time++) {
      Child reader = Child.start(folder.resolve("logs"), "evaluate --checkpoint last", run);
      long begun = System.nanoTime();
      reader.until(() -> System.nanoTime() - begun > 1_500_000_000L);
      reader.process().destroyForcibly().waitFor();
    }
    long then = TinyRun.newestCheckpoint(run);
    trainer.until(() -> TinyRun.newestCheckpoint(run) > then + 1);
    List<String> names = Calls.names(run.resolve("checkpoints"));
    names = names.stream().filter(name -> name.matches("\\d+")).toList();
    assertTrue(names.size() <= 3, names.toString()); // the newest, the best, one about to be pruned
  }
}
