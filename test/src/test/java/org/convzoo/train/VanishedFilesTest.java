package org.convzoo.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.convzoo.train.data.DataException;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.data.SmallFiles;
import org.convzoo.train.data.registry.DataSets;
import org.convzoo.train.hardware.Devices;
import org.convzoo.train.hardware.Hardware;
import org.convzoo.train.internal.input.Conversion;
import org.convzoo.train.recipe.Recipe;
import org.convzoo.train.recipe.Recipes;
import org.convzoo.train.run.Run;
import org.convzoo.train.run.TinyRun;
import org.convzoo.train.step.EpochResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files that are deleted while they are trained on: 8 images in batches of 2 are 4 steps, of which
 * a few are read ahead.
 */
class VanishedFilesTest {

  @TempDir private Path folder;

  @Test
  void imageThatIsGoneAfterAnEpochIsNamed() throws IOException {
    Path photos = SmallFiles.folder(folder.resolve("photos"), 4);
    assertNamed(photos, photos.resolve("train/cat/0.png"));
  }

  @Test
  void shardThatIsGoneAfterAnEpochIsNamed() throws IOException {
    Path shards = folder.resolve("shards");
    try (DataSet set = DataSets.open(SmallFiles.folder(folder.resolve("photos"), 4), 3)) {
      Conversion.write(set, shards, 2, done -> {}, () -> false);
    }
    assertNamed(shards, shards.resolve("train-00001-of-00002"));
  }

  private void assertNamed(Path files, Path gone) throws IOException {
    try (DataSet set = DataSets.open(files, 3)) {
      Map<String, String> changes =
          Map.of("dataset", set.name(), "input.channels", "3", "epochs", "20", "batch_size", "2");
      Recipe recipe = Recipes.shipped("lenet", "default", changes);
      Run run = Run.plan(folder.resolve("run"), recipe, set.labels());
      var listener = new Deleting(gone);
      try (Trainer trainer =
          new Trainer(
              run,
              set,
              run.recipe().optimizer(),
              new Hardware(Devices.Choice.CPU, 2),
              listener,
              () -> false)) {
        String message = assertThrows(DataException.class, trainer::run).getMessage();
        assertTrue(message.startsWith(gone.toString()), message);
        assertTrue(message.endsWith(": No such file or directory"), message);
      }
      long kept = TinyRun.newestCheckpoint(run.folder());
      assertEquals(0, kept % 4, "after an epoch");
      assertTrue(kept > 0);
    }
  }

  /** Deletes a file when an epoch ends. */
  private record Deleting(Path file) implements TrainingListener {

    @Override
    public void epoch(EpochResult result) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void warning(String message) {
      throw new AssertionError(message);
    }
  }
}
