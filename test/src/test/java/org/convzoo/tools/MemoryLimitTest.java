package org.convzoo.tools;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.convzoo.train.data.SmallFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/** What no machine has the memory for is refused with the figure before it is begun. */
@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
class MemoryLimitTest {

  @TempDir private Path folder;

  private static void refused(String start, Object... call) {
    String message = Calls.failing(2, call);
    assertTrue(message.matches(start + " needs at least [0-9,.]+ GB of memory, and .*"), message);
  }

  /**
   * The first dense layer alone has 10^6 / 4 x 28 / 4 x 16 x 120 weights, 13 GB; they also move.
   */
  @Test
  void trainingOfImagesThatAreTooHigh() {
    Path run = folder.resolve("run");
    String call = "train lenet --embedded-data --device cpu --set input.height=1000000 --run";
    refused("training", call, run);
  }

  /** 84 x 2 x 10^9 weights of 4 bytes are 672 GB. */
  @Test
  void benchmarkOfTooManyClasses() {
    refused("the step", "bench lenet --device cpu --mode infer --classes 2000000000");
    refused("the step", "bench lenet --device cpu --classes 2000000000");
  }

  /** 28 x 28 x 2 x 10^9 pixels of 4 bytes are 6 TB. */
  @Test
  void benchmarkOfTooManyImages() {
    refused("the step", "bench lenet --device cpu --batch 2000000000");
  }

  @Test
  void evaluationAtAScaleThatIsTooLarge() {
    Path run = folder.resolve("run");
    Path data = SmallFiles.folder(folder.resolve("data"), 1);
    String call = "train lenet --epochs 1 --batch 2 --set input.channels=3 --set dataset=folder";
    Calls.succeed(call, "--data-dir", data, "--run", run);
    String evaluate = "evaluate --device cpu --view dense --scales 300000";
    refused("an image at the scale 300,000", evaluate, run);
  }

  /** 12,000 rows by 7,001 columns of 68 x 68 pixels of 4 bytes are more than 1.5 TB. */
  @Test
  void contactSheetOfTooManyImages() {
    Path to = folder.resolve("sheet.png");
    String call = "data preview fashion-mnist-embedded --augment [flip] --side 64 --epochs 7000";
    refused("a contact sheet of 7,001 x 10,000 images", call + " --images 12000 --to", to);
  }
}
