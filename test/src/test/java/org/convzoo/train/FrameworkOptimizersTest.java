package org.convzoo.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.data.internal.binary.FashionMnist;
import org.convzoo.train.data.internal.binary.SmallData;
import org.convzoo.train.run.Run;
import org.convzoo.train.run.TinyRun;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The optimisers of TensorFlow's framework that recipes name: Caffe's LeNet on the embedded images.
 */
class FrameworkOptimizersTest {

  @TempDir private Path folder;

  private static Map<String, String> changes(String optimizer, String rate, int epochs) {
    return Map.of(
        "optimizer",
        optimizer,
        "learning_rate.base",
        rate,
        "batch",
        "32",
        "epochs",
        Integer.toString(epochs));
  }

  /** An epoch is 313 steps; who guesses is right of ten classes in 0.1 of the images. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{name: adagrad} | 0.02",
        "{name: adagrad_da} | 0.1",
        "{name: adadelta} | 1",
        "{name: adamax} | 0.002",
        "{name: nadam} | 0.005",
        "{name: ftrl, initial_accumulator: 0} | 0.02"
      })
  void optimizerTrainsLeNetAndResumesToTheSameBits(String optimizer, String rate)
      throws IOException {
    Path straight = folder.resolve("straight");
    try (DataSet data = FashionMnist.embedded()) {
      Run run = TinyRun.plan(straight, "lenet-caffe", changes(optimizer, rate, 1));
      assertTrue(TinyRun.train(run, data, () -> false).finished());
      List<String> metrics = TinyRun.metrics(straight);
      String[] last = metrics.get(1).split(",");
      assertTrue(Double.parseDouble(last[6]) > 0.6, metrics.toString());
    }
    assertResumes(optimizer, rate);
  }

  /** Stops in the middle of an epoch and at its end. */
  private void assertResumes(String optimizer, String rate) throws IOException {
    Path straight = folder.resolve("small");
    Path stopped = folder.resolve("stopped");
    try (DataSet data = FashionMnist.find(SmallData.write(folder.resolve("data"), 300, 100))) {
      var small = changes(optimizer, rate, 2);
      TinyRun.train(TinyRun.plan(straight, "lenet-caffe", small), data, () -> false);
      Run run = TinyRun.plan(stopped, "lenet-caffe", small);
      for (int steps : new int[] {3, 7, 5}) {
        assertFalse(TinyRun.train(run, data, TinyRun.after(steps)).finished());
      }
      assertTrue(TinyRun.train(run, data, () -> false).finished());
    }
    assertEquals(TinyRun.lastBits(straight), TinyRun.lastBits(stopped));
  }
}
