package org.convzoo.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.convzoo.train.data.internal.binary.SmallData;
import org.convzoo.train.run.TinyRun;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three processes that train together, of which one after the other is killed or frozen at a random
 * moment, from the start to the export: all end soon, and all that are started again end with the
 * bits of those that nothing happened to.
 */
@Tag("faults")
class ClusterFaultsTest {

  private static final int FAULTS = Integer.getInteger("faults", 40);
  private static final int FROZEN = 4; // of so many faults one
  private static final Duration LONGEST_LIFE = Duration.ofSeconds(15);
  private static final Duration LATEST_END =
      Duration.ofSeconds(90); // of a frozen one, as it is ended

  @TempDir private static Path folder;

  private final long seed = Kills.seed();
  private final Random random = new Random(seed);

  @BeforeAll
  static void write() {
    SmallData.write(folder.resolve("data"), 330, 10);
  }

  private static Child launch(Path run) throws IOException {
    List<String> command = Child.command("launch --workers 3 --restarts 1000");
    command.addAll(
        Child.words(
            "train lenet --threads 1 --optimizer sgd --lr 0.1 --set optimizer.momentum=0.9"
                + " --batch-size 8 --epochs 8 --set checkpoint.every=10 --run",
            run,
            "--data-dir",
            folder.resolve("data")));
    return Child.start(folder, command);
  }

  @Test
  void whateverHappensTheBitsAreThoseOfAQuietRun() throws Exception {
    Path quiet = folder.resolve("quiet");
    assertEquals(0, launch(quiet).await().code());
    int done = 0;
    for (int number = 0; done < FAULTS; number++) {
      Path run = folder.resolve("run" + number);
      Child launched = launch(run);
      while (launched.process().isAlive() && done < FAULTS) {
        done += disturb(launched.process().toHandle(), done % FROZEN == FROZEN - 1) ? 1 : 0;
      }
      Outcome end = launched.await();
      assertEquals(0, end.code(), "seed %d: %s".formatted(seed, end.err()));
      assertEquals(TinyRun.lastBits(quiet), TinyRun.lastBits(run), "seed " + seed);
      assertEquals(TinyRun.metrics(quiet), TinyRun.metrics(run), "seed " + seed);
    }
  }

  /** Kills or freezes one of the processes, if they live so long, and waits for the end of all. */
  private boolean disturb(ProcessHandle launcher, boolean freezes) throws Exception {
    List<ProcessHandle> processes = new ArrayList<>();
    while (launcher.isAlive() && processes.size() < 3) {
      processes = launcher.children().toList();
      TimeUnit.MILLISECONDS.sleep(20);
    }
    TimeUnit.MILLISECONDS.sleep(random.nextLong(LONGEST_LIFE.toMillis()));
    if (processes.size() < 3 || !processes.stream().allMatch(ProcessHandle::isAlive)) {
      return false;
    }
    ProcessHandle chosen = processes.get(random.nextInt(3));
    long start = System.nanoTime();
    if (freezes) {
      new ProcessBuilder("kill", "-STOP", "" + chosen.pid()).start().waitFor();
    } else {
      chosen.destroyForcibly();
    }
    for (ProcessHandle process : processes) {
      process.onExit().get(LATEST_END.toSeconds(), TimeUnit.SECONDS);
    }
    Duration ended = Duration.ofNanos(System.nanoTime() - start);
    System.out.printf(
        "%s, all ended after %.1f s%n", freezes ? "frozen" : "killed", ended.toMillis() / 1e3);
    assertTrue(ended.compareTo(LATEST_END) < 0);
    return true;
  }
}
