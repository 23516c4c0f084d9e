package org.convzoo.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.data.internal.binary.FashionMnist;
import org.convzoo.train.data.internal.binary.SmallData;
import org.convzoo.train.run.Run;
import org.convzoo.train.run.TinyRun;
import org.convzoo.train.step.DivergedException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings whose numbers outgrow float32, which ends at 3.4e38. */
class DivergenceTest {

  private static final String TRY =
      ": try a lower learning_rate.base, a warmup or gradients.clip_norm";

  @TempDir static Path folder;
  private static DataSet data;

  @BeforeAll
  static void write() {
    data = FashionMnist.find(SmallData.write(folder.resolve("data"), 100, 20));
  }

  private static Run plan(String name, Map<String, String> changes) throws IOException {
    Map<String, String> all = new HashMap<>(changes);
    all.putAll(Map.of("optimizer.name", "sgd", "batch_size", "20", "checkpoint.every", "1"));
    return TinyRun.plan(folder.resolve(name), "lenet-caffe", all);
  }

  private static String refusal(Run run) {
    return assertThrows(DivergedException.class, () -> TinyRun.train(run, data, () -> false))
        .getMessage();
  }

  /**
   * The first step takes weights to about 1e24, so that the maps of conv1 are at most some 1e26 and
   * the products of conv2 about 1e50.
   */
  @Test
  void lossThatIsNotFiniteEndsTheTrainingAndIsTracedToItsOrigin() throws IOException {
    Run run = plan("overflow", Map.of("learning_rate.base", "1e25"));
    String message =
        "the loss is not finite: the first tensor of step 2 that is not finite is conv2/Conv2d; "
            + "the checkpoint of step 1 is kept"
            + TRY;
    assertEquals(message, refusal(run));
    assertEquals(1, TinyRun.newestCheckpoint(run.folder()));
    assertEquals(message, refusal(run), "what was kept is from before, so it happens again");
  }

  /** Decay alone moves a weight of 0.1 by 0.1 x 1000 x 1e38. */
  @Test
  void variableThatIsNotFiniteIsNotSaved() throws IOException {
    Run run = plan("decay", Map.of("learning_rate.base", "1e38", "optimizer.weight_decay", "1000"));
    assertEquals(
        "after step 1 conv1/kernel is not finite; there is no checkpoint yet" + TRY, refusal(run));
    assertFalse(Files.exists(run.folder().resolve("checkpoints")));
  }
}
