package org.convzoo.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.convzoo.train.TinyRun;
import org.convzoo.train.data.SmallData;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that train are ended in every way, and what they leave is gone on with. */
class KilledTrainingTest {

  private static final int KILLS = 10;
  private static final int KILLED = 128 + 9;

  @TempDir static Path folder;
  private static Path data;
  private static Path straight;

  @BeforeAll
  static void trainOnceInOneGo() throws IOException {
    data = SmallData.write(folder.resolve("data"), 1000, 100);
    straight = folder.resolve("straight");
    assertEquals(0, train(straight).await().code());
  }

  /** 10 epochs of 100 steps, a checkpoint every seventh. */
  private static Child train(Path run) throws IOException {
    return start("train lenet --epochs 10 --batch 10 --set checkpoint.every=7 --run", run);
  }

  private static Child resume(Path run) throws IOException {
    return start("train --resume", run);
  }

  private static Child start(String call, Path run) throws IOException {
    return Child.start(
        folder.resolve("logs"), call, run, "--device cpu --threads 2 --data-dir", data);
  }

  @Test
  void runKilledTenTimesEndsWithTheSameBits() throws Exception {
    long seed = new Random().nextLong();
    System.out.println("the moments of the kills come from the seed " + seed);
    Random random = new Random(seed);
    Path killed = folder.resolve("killed");
    for (int kill = 0; kill < KILLS; kill++) {
      long from = newestCheckpoint(killed);
      Child child = kill == 0 ? train(killed) : resume(killed);
      awaitCheckpoint(child, killed, from + 1 + random.nextInt(70));
      Thread.sleep(random.nextInt(30));
      child.process().destroyForcibly();
      assertEquals(KILLED, child.await().code(), "kill %d, seed %d".formatted(kill, seed));
      System.out.printf("kill %d: after the checkpoint %d%n", kill, newestCheckpoint(killed));
    }
    Outcome end = resume(killed).await();
    assertEquals(0, end.code(), end.err());
    assertSameAsStraight(killed, "seed " + seed);
    assertNoLeftovers(killed);
  }

  @Test
  void terminatedRunSavesAndGoesOn() throws Exception {
    Path terminated = folder.resolve("terminated");
    Child child = train(terminated);
    awaitCheckpoint(child, terminated, 1);
    child.process().destroy();
    Outcome stopped = child.await();
    assertEquals(128 + 15, stopped.code(), stopped.err());
    assertTrue(
        stopped.out().contains("; go on with: convzoo train --resume " + terminated),
        stopped.out());
    long step = newestCheckpoint(terminated);
    assertTrue(
        stopped.out().contains("stopped and saved after step %,d;".formatted(step)), stopped.out());
    Outcome end = resume(terminated).await();
    assertEquals(0, end.code(), end.err());
    assertSameAsStraight(terminated, "after SIGTERM");
  }

  @Test
  void interruptedRunSavesAndSaysSo() throws Exception {
    Path interrupted = folder.resolve("interrupted");
    Child child = train(interrupted);
    awaitCheckpoint(child, interrupted, 1);
    new ProcessBuilder("kill", "-INT", Long.toString(child.process().pid())).start().waitFor();
    Outcome stopped = child.await();
    assertEquals(128 + 2, stopped.code(), stopped.err());
    assertTrue(stopped.out().contains("stopped and saved after step"), stopped.out());
  }

  /** 10 steps, and 1,000 batches of test images, which take longer. */
  @Test
  void evaluationThatIsTerminatedIsMadeUpFor() throws Exception {
    Path run = folder.resolve("evaluating");
    Path tests = SmallData.write(folder.resolve("tests"), 20, 2000);
    Object[] words = {"--device cpu --threads 2 --data-dir", tests};
    Child child =
        Child.start(
            folder.resolve("logs"),
            "train lenet --epochs 1 --batch 2 --set checkpoint.every=9 --run",
            run,
            words[0],
            words[1]);
    awaitCheckpoint(child, run, 9);
    Thread.sleep(20);
    child.process().destroy();
    Outcome stopped = child.await();
    assertEquals(128 + 15, stopped.code(), stopped.err());
    assertEquals("", stopped.err());
    Outcome end =
        Child.start(folder.resolve("logs"), "train --resume", run, words[0], words[1]).await();
    assertEquals(0, end.code(), end.err());
    assertEquals(2, TinyRun.metrics(run).size());
  }

  @Test
  void exportThatIsTerminatedIsWhole() throws Exception {
    Path models = folder.resolve("models");
    Child child = Child.start(folder.resolve("logs"), "export --to", models, straight);
    Path base = models.resolve("lenet");
    while (child.process().isAlive() && (!Files.exists(base) || Calls.names(base).isEmpty())) {
      Thread.sleep(3);
    }
    child.process().destroy();
    Outcome stopped = child.await();
    assertEquals(128 + 15, stopped.code(), stopped.err());
    assertEquals("", stopped.err());
    assertEquals(List.of("1"), Calls.names(base));
    Calls.succeed("report --input-size 28", base.resolve("1"));
  }

  @Test
  void evaluationOfARunThatIsTerminatedChangesNothing() throws Exception {
    var before = Calls.content(straight);
    Child child = start("evaluate", straight);
    Thread.sleep(700);
    child.process().destroy();
    Outcome stopped = child.await();
    assertEquals(128 + 15, stopped.code(), stopped.err());
    assertEquals("", stopped.err());
    assertEquals(before, Calls.content(straight));
  }

  private static void awaitCheckpoint(Child child, Path run, long step) throws Exception {
    while (child.process().isAlive() && newestCheckpoint(run) < step) {
      Thread.sleep(3);
    }
  }

  /** Returns the step of the newest checkpoint, or 0 where there is none. */
  private static long newestCheckpoint(Path run) throws IOException {
    Path checkpoints = run.resolve("checkpoints");
    if (!Files.exists(checkpoints)) {
      return 0;
    }
    try (Stream<Path> entries = Files.list(checkpoints)) {
      return entries
          .map(entry -> entry.getFileName().toString())
          .filter(name -> name.matches("\\d+"))
          .mapToLong(Long::parseLong)
          .max()
          .orElse(0);
    }
  }

  private static void assertSameAsStraight(Path run, String when) throws IOException {
    assertEquals(TinyRun.metrics(straight), TinyRun.metrics(run), when);
    assertEquals(TinyRun.lastBits(straight), TinyRun.lastBits(run), when);
  }

  private static void assertNoLeftovers(Path run) throws IOException {
    try (Stream<Path> entries = Files.list(run.resolve("checkpoints"))) {
      var hidden = entries.map(Path::getFileName).filter(p -> p.toString().startsWith("."));
      assertEquals(0, hidden.count(), "what killed writers began is removed");
    }
  }
}
