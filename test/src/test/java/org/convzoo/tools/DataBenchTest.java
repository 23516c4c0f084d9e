package org.convzoo.tools;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.convzoo.train.data.internal.binary.SmallData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataBenchTest {

  @TempDir private Path folder;

  @Test
  void speedIsPrintedInImagesASecond() {
    Path clothes = SmallData.write(folder, 20, 10);
    String said =
        Calls.succeed(
            "data bench fashion-mnist --side 28 --batch 8 --batches 6 --augment=[flip] --data-dir",
            clothes);
    assertTrue(said.strip().matches("[1-9][0-9,]* images/s"), said);
  }

  @Test
  void noBatchesCannotBeMeasured() {
    Calls.fail(
        2,
        "batch and batches must be at least 1, got 64 and 0",
        "data bench shapes --augment=[flip] --batches 0");
  }
}
