package org.convzoo.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.convzoo.train.data.internal.binary.SmallData;
import org.convzoo.train.run.TinyRun;
import org.convzoo.train.run.TrainedWeights;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Trainings by several processes of this machine. */
class LaunchCommandTest {

  /** Float32 has 24 bits: a sum in another order differs by a few times 6e-8. */
  private static final double ROUNDING = 1e-6;

  @TempDir private static Path folder;

  /** 33 images make four batches of 8 and one of 1, of which all but one process get nothing. */
  @BeforeAll
  static void write() {
    SmallData.write(folder.resolve("data"), 33, 10);
  }

  private static List<String> training(Path run, String more) {
    return Child.words(
        "train lenet --threads=1 --optimizer sgd --lr 0.1 --set optimizer.momentum=0.9"
            + " --batch-size 8 --epochs 3 --set checkpoint.every=1 --run",
        run,
        "--data-dir",
        folder.resolve("data"),
        more);
  }

  private static Child launch(int workers, Path run, String more) throws IOException {
    List<String> command = Child.command("launch --workers " + workers + " " + more);
    command.addAll(training(run, "--peer-timeout 90s"));
    return Child.start(folder, command);
  }

  @Test
  void processesTrainTheWeightsOfOneAlsoWhereOneIsKilled() throws Exception {
    Path alone = folder.resolve("alone");
    Calls.succeed(training(alone, "--device cpu").toArray());

    Path quiet = folder.resolve("quiet");
    Outcome three = launch(3, quiet, "--restarts 0").await();
    assertEquals(0, three.code(), three.err() + three.out());
    assertTrue(three.out().contains("chief    | epoch 3: "), three.out());
    assertTrue(TrainedWeights.distance(alone, quiet) < ROUNDING);

    Path killed = folder.resolve("killed");
    Child launched = launch(3, killed, "--restarts 2");
    launched.until(() -> TinyRun.newestCheckpoint(killed) > 2);
    List<ProcessHandle> processes = launched.process().toHandle().children().toList();
    assertEquals(3, processes.size());
    processes.get(1).destroyForcibly();
    Outcome end = launched.await();
    assertEquals(0, end.code(), end.err() + end.out());
    assertTrue(end.err().contains("convzoo: one has failed: restart 1 of 2"), end.err());
    assertTrue(end.err().contains("convzoo: lost worker "), end.err());
    assertEquals(TinyRun.lastBits(quiet), TinyRun.lastBits(killed));
    assertEquals(TinyRun.metrics(quiet), TinyRun.metrics(killed));
    assertTrue(processes.stream().noneMatch(ProcessHandle::isAlive));
  }

  @Test
  void launcherThatIsKilledLeavesNoProcess() throws Exception {
    Path run = folder.resolve("orphans");
    Child launched = launch(2, run, "--restarts 0");
    launched.until(() -> TinyRun.newestCheckpoint(run) > 0);
    List<ProcessHandle> processes = launched.process().toHandle().children().toList();
    launched.process().destroyForcibly();
    for (ProcessHandle process : processes) {
      process.onExit().get(); // or the test would hang
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--workers 1 train lenet | --workers must be at least 2, got 1",
        "--workers 2 --restarts -1 train lenet | --restarts must be at least 0, got -1",
        "--workers 2 evaluate runs/lenet | only \"train\" and \"bench\" can be launched, got \"evaluate runs/lenet\""
      })
  void wrongCallIsRefused(String arguments, String message) {
    Calls.fail(2, message, "launch " + arguments);
  }
}
