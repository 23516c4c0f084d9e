package org.convzoo.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.convzoo.internal.files.Pipes;
import org.convzoo.train.data.SmallFiles;
import org.convzoo.train.data.internal.binary.SmallData;
import org.convzoo.train.run.TinyRun;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands that get SIGTERM, or Ctrl-C's SIGINT, save what is done and leave nothing half done. */
class TerminatedTest {

  @TempDir static Path folder;
  private static Path data;
  private static Path photos;
  private static Path straight;

  @BeforeAll
  static void trainOnceInOneGo() throws IOException {
    data = SmallData.write(folder.resolve("data"), 1000, 100);
    straight = folder.resolve("straight");
    Outcome once = train(straight).await();
    assertEquals(0, once.code(), once.err());
  }

  /** A pixel, and then 400 images that take seconds. */
  @BeforeAll
  static void writePhotos() throws IOException {
    photos = folder.resolve("photos");
    for (String split : List.of("train", "val")) {
      SmallFiles.write(photos.resolve(split + "/only/0.png"), SmallFiles.grey(1, 1, 7));
    }
    Path one = SmallFiles.write(photos.resolve("train/only/1.png"), SmallFiles.grey(999, 999, 7));
    for (int i = 2; i <= 400; i++) {
      Files.copy(one, one.resolveSibling(i + ".png"));
    }
  }

  private static Child start(Object... words) throws IOException {
    return Child.start(folder.resolve("logs"), words);
  }

  /** 2 epochs of 100 steps, a checkpoint every seventh. */
  private static Child train(Path run) throws IOException {
    String call = "train lenet --epochs 2 --batch 10 --set checkpoint.every=7 --threads 2 --run";
    return start(call, run, "--device cpu --data-dir", data);
  }

  private static Outcome terminated(Child child) throws IOException {
    Outcome stopped = ended(child);
    assertEquals(128 + 15, stopped.code(), stopped.err());
    return stopped;
  }

  /** Terminates a command that may come to its end before the signal does. */
  private static Outcome ended(Child child) throws IOException {
    child.process().destroy();
    Outcome outcome = child.await();
    assertTrue(Set.of(0, 128 + 15).contains(outcome.code()), outcome.err());
    assertEquals("", outcome.err());
    return outcome;
  }

  @Test
  void terminatedRunSavesAndGoesOn() throws Exception {
    Path terminated = folder.resolve("terminated");
    Child child = train(terminated);
    child.until(() -> TinyRun.newestCheckpoint(terminated) > 0);
    Outcome stopped = terminated(child);
    assertTrue(
        stopped.out().contains("; go on with: convzoo train --resume " + terminated),
        stopped.out());
    long step = TinyRun.newestCheckpoint(terminated);
    assertTrue(
        stopped.out().contains("stopped and saved after step %,d;".formatted(step)), stopped.out());
    Outcome end = start("train --threads 2 --resume", terminated).await();
    assertEquals(0, end.code(), end.err());
    assertEquals(TinyRun.metrics(straight), TinyRun.metrics(terminated));
    assertEquals(TinyRun.lastBits(straight), TinyRun.lastBits(terminated));
  }

  @Test
  void interruptedRunSavesAndSaysSo() throws Exception {
    Interrupts.assumeHeard();
    Path interrupted = folder.resolve("interrupted");
    Child child = train(interrupted);
    child.until(() -> TinyRun.newestCheckpoint(interrupted) > 0);
    new ProcessBuilder("kill", "-INT", Long.toString(child.process().pid())).start().waitFor();
    Outcome stopped = child.await();
    assertEquals(128 + 2, stopped.code(), stopped.err());
    assertTrue(stopped.out().contains("stopped and saved after step"), stopped.out());
  }

  /** An image becomes a pipe while the run goes on, and TensorFlow waits for its bytes. */
  @Test
  @Timeout(120)
  void secondSignalEndsAProgramThatHangs() throws Exception {
    Path pets = SmallFiles.folder(folder.resolve("pets"), 2);
    Path run = folder.resolve("hanging");
    String call = "train lenet --epochs 100000 --batch 2 --set checkpoint.every=1";
    String set = "--set input.channels=3 --set dataset=folder --data-dir";
    Child child = start(call, set, pets, "--run", run);
    child.until(() -> TinyRun.newestCheckpoint(run) > 0);
    Path image = pets.resolve("train/cat/0.png");
    Files.move(Pipes.make(pets.resolve("pipe")), image, StandardCopyOption.REPLACE_EXISTING);
    Thread.sleep(2000);
    for (int signal = 1; signal <= 2; signal++) {
      child.process().destroy();
      Thread.sleep(500);
    }
    try {
      assertTrue(child.process().waitFor(30, TimeUnit.SECONDS), "it hangs");
      assertEquals(128 + 15, child.await().code());
    } finally {
      child.process().destroyForcibly();
    }
  }

  /** 10 steps, and 300 batches of test images, which take longer. */
  @Test
  void evaluationThatIsTerminatedIsMadeUpFor() throws Exception {
    Path run = folder.resolve("evaluating");
    Path tests = SmallData.write(folder.resolve("tests"), 20, 600);
    String call = "train lenet --epochs 1 --batch 2 --set checkpoint.every=9 --threads 2 --run";
    Child child = start(call, run, "--data-dir", tests);
    child.until(() -> TinyRun.newestCheckpoint(run) == 9);
    Thread.sleep(20);
    terminated(child);
    Outcome end = start("train --threads 2 --resume", run).await();
    assertEquals(0, end.code(), end.err());
    assertEquals(2, TinyRun.metrics(run).size());
  }

  @Test
  void exportThatIsTerminatedIsWhole() throws Exception {
    Path models = folder.resolve("models");
    Child child = start("export --to", models, straight);
    Path base = models.resolve("lenet");
    child.until(() -> Files.exists(base) && !Calls.names(base).isEmpty());
    ended(child);
    assertEquals(List.of("1"), Calls.names(base));
    Calls.succeed("report --input-size 28", base.resolve("1"));
  }

  @Test
  void evaluationOfARunThatIsTerminatedChangesNothing() throws Exception {
    var before = Calls.content(straight);
    Child child = start("evaluate", straight);
    Thread.sleep(700);
    ended(child);
    assertEquals(before, Calls.content(straight));
  }

  @Test
  void exportAtTheEndOfATrainingThatIsTerminatedIsWhole() throws Exception {
    Path run = folder.resolve("exporting");
    Child child = start("train lenet --epochs 1 --batch 100 --run", run, "--data-dir", data);
    Path base = run.resolve("export/lenet");
    child.until(() -> Files.exists(base) && !Calls.names(base).isEmpty());
    Outcome stopped = ended(child);
    assertTrue(stopped.out().contains(" to " + base.resolve("1")), stopped.out());
    assertEquals(List.of("1"), Calls.names(base));
    Calls.succeed("report --input-size 28", base.resolve("1"));
  }

  /** Whether something is being written in a folder, and its second file has begun. */
  private static boolean isBegun(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    for (String name : Calls.names(folder)) {
      Path content = folder.resolve(name).resolve("content");
      if (Files.isDirectory(content) && Calls.names(content).size() > 1) {
        return true;
      }
    }
    return false;
  }

  @Test
  void conversionThatIsTerminatedLeavesNothing() throws Exception {
    Path shards = folder.resolve("converted/shards");
    Child child = start("data convert", photos, "--shards 4 --to", shards);
    child.until(() -> isBegun(shards.getParent()));
    Outcome stopped = terminated(child);
    assertEquals("stopped; nothing was written" + System.lineSeparator(), stopped.out());
    assertEquals(List.of(), Calls.names(shards.getParent()));
  }

  @Test
  void splitThatIsTerminatedIsWholeOrNothing() throws Exception {
    Path parted = folder.resolve("parted/photos");
    Child child = start("data split", photos.resolve("train"), "--to", parted);
    child.until(() -> Files.exists(parted.getParent()));
    ended(child);
    List<String> left = Calls.names(parted.getParent());
    assertTrue(List.of(List.of(), List.of("photos")).contains(left), left.toString());
  }

  @Test
  void conversionThatIsKilledIsBegunAgain() throws Exception {
    Path shards = folder.resolve("killed/shards");
    Child child = start("data convert", photos, "--shards 4 --to", shards);
    child.until(() -> isBegun(shards.getParent()));
    child.process().destroyForcibly();
    assertEquals(128 + 9, child.await().code());
    List<String> left = Calls.names(shards.getParent());
    assertTrue(left.size() == 1 && left.get(0).endsWith(".writing"), left.toString());
    Path few = SmallFiles.folder(folder.resolve("few"), 1);
    Calls.succeed("data convert", few, "--shards 1 --to", shards);
    assertEquals(List.of("shards"), Calls.names(shards.getParent()));
  }

  @Test
  void checkThatIsTerminatedHasSaidWhatItFound() throws Exception {
    Child child = start("data check", photos);
    child.until(() -> !child.printed().isEmpty());
    String said = "note: %s is a single pixel%n".formatted(photos.resolve("train/only/0.png"));
    assertEquals(said, terminated(child).out());
  }
}
