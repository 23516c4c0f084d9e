package org.convzoo.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.convzoo.train.data.Hard;
import org.convzoo.train.data.SmallFiles;
import org.convzoo.train.run.Run;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that died of an image before its first checkpoint. */
class DeadRunTest {

  @TempDir private Path folder;
  private Path data;
  private Path run;
  private Path bad;

  @BeforeEach
  void die() throws IOException {
    data = folder.resolve("data");
    run = folder.resolve("run");
    SmallFiles.folder(data, 2);
    bad = Hard.truncatedJpeg(data.resolve("train/cat/a.jpg"));
    assertEquals(1, train("").code());
    assertEquals(
        List.of(".lock", "labels.txt", "metrics.csv", "recipe.yaml"),
        Calls.names(run).stream().filter(name -> !name.contains("tfevents")).toList());
  }

  private Outcome train(String more) {
    String call = "train lenet --epochs 2 --batch 2 --set input.channels=3 --set dataset=folder ";
    return Calls.run((call + more).strip(), "--data-dir", data, "--run", run);
  }

  @Test
  void correctedCommandTakesItsPlace() throws IOException {
    Outcome again = train("--set max_bad_records=1 --seed 3");
    assertEquals(0, again.code(), again.err());
    assertEquals(3, Run.open(run, Map.of()).recipe().seed());
    assertEquals(1, Calls.names(run).stream().filter(name -> name.contains("tfevents")).count());
    Outcome third = train("--set max_bad_records=1");
    assertTrue(third.err().contains(" exists and is not empty: go on with "), third.err());
  }

  @Test
  void resumedRunMayLeaveTheImageOut() throws IOException {
    Outcome same = Calls.run("train --resume", run);
    assertEquals(1, same.code());
    assertTrue(same.err().contains(bad.toString()), same.err());
    Outcome resumed = Calls.run("train --set max_bad_records=1 --resume", run);
    assertEquals(0, resumed.code(), resumed.err());
    assertTrue(resumed.err().contains("left out: " + bad), resumed.err());
    assertEquals(1, Run.open(run, Map.of()).recipe().maxBadRecords());
  }

  @Test
  void whatIsNotARunsOwnIsKept() throws IOException {
    Path mine = Files.createFile(run.resolve("notes.txt"));
    assertEquals(2, train("--set max_bad_records=1").code());
    Files.delete(mine);
    Files.delete(run.resolve(".lock")); // a recipe that no training has written
    assertEquals(2, train("--set max_bad_records=1").code());
    assertTrue(Files.exists(run.resolve("recipe.yaml")));
    assertFalse(Files.exists(run.resolve("checkpoints")));
  }

  @Test
  void runThatIsBeingTrainedIsKept() throws IOException {
    try (FileChannel lock = FileChannel.open(run.resolve(".lock"), StandardOpenOption.WRITE)) {
      lock.lock();
      Outcome second = train("--set max_bad_records=1");
      assertEquals(1, second.code());
      assertEquals("convzoo: %s is being trained already%n".formatted(run), second.err());
    }
    assertTrue(Files.exists(run.resolve("recipe.yaml")));
  }
}
