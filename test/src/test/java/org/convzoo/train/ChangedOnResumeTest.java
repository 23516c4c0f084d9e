package org.convzoo.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.data.internal.binary.FashionMnist;
import org.convzoo.train.data.internal.binary.SmallData;
import org.convzoo.train.run.Run;
import org.convzoo.train.run.TinyRun;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What may be changed where a run is resumed leaves its bits as they are. */
class ChangedOnResumeTest {

  private static final Map<String, String> RECIPE =
      Map.of(
          "epochs",
          "2",
          "batch_size",
          "10",
          "early_stopping_patience",
          "5",
          "checkpoint.every",
          "3");

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "early_stopping_patience, 9",
    "early_stopping_patience, null",
    "checkpoint.every, 2",
    "checkpoint.keep, 1"
  })
  void bitsAreThose(String key, String value) throws IOException {
    try (DataSet data = FashionMnist.find(SmallData.write(folder.resolve("data"), 50, 10))) {
      Path straight = folder.resolve("straight");
      assertTrue(
          TinyRun.train(TinyRun.plan(straight, "lenet", RECIPE), data, () -> false).finished());
      Path changed = folder.resolve("changed");
      Run first = TinyRun.plan(changed, "lenet", RECIPE);
      assertFalse(TinyRun.train(first, data, TinyRun.after(4)).finished());
      Run resumed = Run.open(changed, Map.of(key, value));
      assertTrue(TinyRun.train(resumed, data, () -> false).finished());
      if (value.equals("null")) { // its variables are not saved any more
        assertEquals(TinyRun.metrics(straight), TinyRun.metrics(changed));
      } else {
        assertEquals(TinyRun.lastBits(straight), TinyRun.lastBits(changed));
      }
    }
  }
}
