package org.convzoo.train.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.convzoo.internal.files.Folders;
import org.convzoo.train.TrainingOutcome;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.data.internal.binary.FashionMnist;
import org.convzoo.train.data.internal.binary.SmallData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a training leaves that is killed at its very end, and the next one finds. */
class LeftoversTest {

  private static final int STEPS = 5;
  private static final BooleanSupplier AT_ONCE = () -> true;

  @TempDir Path folder;
  private DataSet data;
  private Run run;
  private Path checkpoints;

  @BeforeEach
  void trainToTheEndWithoutPruning() throws IOException {
    data = FashionMnist.find(SmallData.write(folder.resolve("data"), 10 * STEPS, 10));
    Path place = folder.resolve("run");
    Map<String, String> changes =
        Map.of("epochs", "1", "batch_size", "10", "checkpoint.every", "3");
    TinyRun.train(TinyRun.plan(place, "lenet", changes), data, () -> false);
    checkpoints = place.resolve("checkpoints");
    assertEquals(List.of("3", "5"), names());
    run = Run.open(place, Map.of("checkpoint.keep", "1"));
  }

  @AfterEach
  void close() {
    data.close();
  }

  private List<String> names() throws IOException {
    return Folders.list(checkpoints).stream().map(p -> p.getFileName().toString()).toList();
  }

  /** Returns what a writer leaves that was killed. */
  private Path dead() throws IOException {
    Path dead = Files.createDirectory(checkpoints.resolve(".convzoo-0123456789abcdef.writing"));
    Files.createFile(dead.resolve(".lock"));
    return dead;
  }

  private void goOn() throws IOException {
    assertEquals(new TrainingOutcome(true, STEPS), TinyRun.train(run, data, AT_ONCE));
    assertEquals(List.of("5"), names());
  }

  @Test
  void checkpointsThatWereNotPrunedYetAreDeleted() throws IOException {
    dead();
    Files.createFile(Files.createDirectory(checkpoints.resolve(".deleted-2")).resolve("lock"));
    goOn();
  }

  @Test
  void checkpointThatWasAboutToBeReplacedComesBack() throws IOException {
    Path taken = Files.createDirectory(dead().resolve("replaced")).resolve("5");
    Files.move(checkpoints.resolve("5"), taken);
    goOn();
  }
}
