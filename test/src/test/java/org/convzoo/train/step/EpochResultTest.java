package org.convzoo.train.step;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Optional;
import org.convzoo.graphs.task.Confusion;
import org.convzoo.graphs.task.Metric;
import org.convzoo.train.evaluate.Score;
import org.junit.jupiter.api.Test;

/** What a listener of a training prints. */
class EpochResultTest {

  @Test
  void epochPrintsItself() {
    Score test =
        new Score(
            4,
            0.5,
            Map.of(new Metric("accuracy", "top-1", true), 0.75),
            Optional.of(new Confusion(new long[][] {{2, 1}, {0, 1}})));
    assertEquals(
        "EpochResult[epoch=1, step=8, learningRate=0.1, main=Head[loss=0.25, accuracy=1.0],"
            + " auxiliary={}, validation=Score[images=4, loss=0.5, measures={accuracy=0.75}],"
            + " imagesPerSecond=100.0]",
        new EpochResult(1, 8, 0.1f, new EpochResult.Head(0.25, 1), Map.of(), test, 100).toString());
  }
}
