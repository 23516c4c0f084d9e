package org.convzoo.graphs.task;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.ArrayList;
import java.util.List;
import org.convzoo.ops.Drawn;
import org.convzoo.ops.Layers;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * Detection worked by hand. Maps are one pixel high: pixel i stands at (2, 4 i + 2) of the image,
 * and says a score and four distances by 50 pixels.
 */
class DetectionTest {

  @AutoClose private final Drawn drawn = new Drawn();

  /** What a pixel says that holds these scores, and boxes that are all this one. */
  private static float[] head(float[] box, float... scores) {
    float[] head = new float[5 * scores.length];
    for (int i = 0; i < scores.length; i++) {
      head[5 * i] = scores[i];
      head[5 * i + 1] = (2 - box[0]) / 50;
      head[5 * i + 2] = (4 * i + 2 - box[1]) / 50;
      head[5 * i + 3] = (box[2] - 2) / 50;
      head[5 * i + 4] = (box[3] - 4 * i - 2) / 50;
    }
    return head;
  }

  private Operand<TFloat32> maps(float[]... images) {
    int width = images[0].length / 5;
    float[] all = new float[images.length * images[0].length];
    for (int i = 0; i < images.length; i++) {
      System.arraycopy(images[i], 0, all, i * images[0].length, images[0].length);
    }
    return drawn.constant(Shape.of(images.length, 1, width, 5), all);
  }

  private static NetworkOutput logits(Operand<TFloat32> head) {
    return new NetworkOutput(head, List.of());
  }

  private float loss(Layers net, Operand<TFloat32> head, float... box) {
    return drawn
        .values(Task.DETECTION.headLoss(net, head, drawn.constant(Shape.of(1, 1, 4), box)))[0];
  }

  /**
   * The box's disc has a radius of 1.2 and holds the first pixel only; the next two are the open
   * ring, and the last is the only negative: it is picked, since there is one positive.
   */
  @Test
  void lossIsTheErrorOfScoresAndThreeTimesThatOfDistances() {
    float[] box = {0, 0, 4, 4};
    float[] exact = head(box, 0.9f, 0.7f, 0.7f, 0.2f);
    double scores = (0.1 * 0.1 + 0.2 * 0.2) / 2;
    assertEquals(scores, loss(drawn.training(1), maps(exact), box), 1e-6);
    exact[1] += 5 / 50f; // the first pixel's box is five pixels too high, and one too wide
    exact[4] += 1 / 50f;
    exact[5 + 1] += 9; // others' boxes do not count
    exact[15 + 1] += 9;
    double distances = 0.1 * 0.1 + 0.02 * 0.02;
    assertEquals(scores + 3 * distances, loss(drawn.training(1), maps(exact), box), 1e-6);
    assertEquals(scores + 3 * distances, loss(drawn.inference(), maps(exact), box), 1e-6);
  }

  @Test
  void lossOfABatchWithoutObjectsIsZero() {
    float[] none = new float[4];
    assertEquals(0, loss(drawn.training(1), maps(head(none, 1, 1, 1, 1)), none));
  }

  /** One positive, and seventeen negatives with seventeen losses to pick one of. */
  @Test
  void whatIsSampledIsAFunctionOfSeedAndStep() {
    float[] box = {0, 0, 4, 4};
    float[] scores = new float[20];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = i / 20f;
    }
    var truth = drawn.constant(Shape.of(1, 1, 4), box);
    var head = maps(head(box, scores));
    var one = Task.DETECTION.headLoss(drawn.training(1), head, truth);
    var again = Task.DETECTION.headLoss(drawn.training(1), head, truth);
    var other = Task.DETECTION.headLoss(drawn.training(2), head, truth);
    float[] ones = new float[8];
    float[] others = new float[8];
    for (int step = 0; step < 8; step++) {
      ones[step] = valueAt(step, one);
      others[step] = valueAt(step, other);
      assertEquals(ones[step], valueAt(step, again));
    }
    assertNotEquals(ones[0] + ones[1] + ones[2], 3 * ones[3]);
    assertNotEquals(List.of(ones[0], ones[1], ones[2]), List.of(others[0], others[1], others[2]));
  }

  private float valueAt(long step, Operand<TFloat32> scalar) {
    try (Result result = drawn.at(step).fetch(scalar).run()) {
      return ((TFloat32) result.get(0)).getFloat();
    }
  }

  /** Positive: pixel 0. Open: 1 and 2. Said to be positive: 0, 1, 4 and 5. Both: 0, of 0, 4, 5. */
  @Test
  void answersAreThePixelsOfObjectsAndThoseSaidToBe() {
    float[] box = {0, 0, 4, 4};
    var answers =
        Task.DETECTION.answers(
            drawn.test(),
            logits(maps(head(box, 0.6f, 0.8f, 0, 0.4f, 0.7f, 0.51f))),
            drawn.constant(Shape.of(1, 1, 4), box));
    try (Result result =
        drawn.session().runner().fetch(answers.right()).fetch(answers.all()).run()) {
      assertEquals(1, ((TInt64) result.get(0)).getLong());
      assertEquals(3, ((TInt64) result.get(1)).getLong());
    }
  }

  /**
   * Two images in two batches. In the first both pixels say the one object's box: the less sure is
   * suppressed. In the second a box is said where no object is, surer than the object's.
   */
  @Test
  void averagePrecisionIsOverAllBatches() {
    float[] box = {0, 0, 8, 8};
    float[] there = head(box, 0.9f, 0.8f, 0.05f);
    float[] elsewhere = head(new float[] {30, 30, 40, 40}, 0.7f, 0, 0);
    System.arraycopy(head(box, 0, 0.6f, 0), 5, elsewhere, 5, 5);
    Scoring.Tally tally = null;
    for (float[] image : List.of(there, elsewhere)) {
      var scoring =
          Task.DETECTION.scoring(
              drawn.test(),
              logits(maps(image)),
              drawn.constant(Shape.of(1, 2, 4), 0, 0, 8, 8, 0, 0, 0, 0));
      tally = tally == null ? scoring.tally().get() : tally;
      Session.Runner runner = drawn.session().runner();
      scoring.perBatch().forEach(runner::fetch);
      try (Result result = runner.run()) {
        List<Tensor> batch = new ArrayList<>();
        result.forEach(entry -> batch.add(entry.getValue()));
        tally.add(batch);
      }
    }
    // right, wrong, right of two objects: 1 up to a half, then 2/3
    assertEquals((1 + 2 / 3.0) / 2, tally.metrics().get(0), 1e-9);
  }

  /** The image given is twice as high as what the network saw of it, and three times as wide. */
  @Test
  void exportedBoxesAreInPixelsOfTheImageGiven() {
    float[] box = {1, 2, 9, 14};
    var head = maps(head(box, 0.3f, 0.9f, 0.05f));
    var outputs =
        Task.DETECTION.outputs(
            drawn.test(),
            drawn.test().constant(new int[][] {{8, 36}}),
            drawn.random(1, Shape.of(1, 4, 12, 1)),
            logits(head));
    assertEquals(List.of("boxes", "scores", "count"), List.copyOf(outputs.keySet()));
    Session.Runner runner = drawn.session().runner();
    outputs.values().forEach(runner::fetch);
    try (Result result = runner.run()) {
      TFloat32 boxes = (TFloat32) result.get(0);
      assertEquals(Shape.of(1, 100, 4), boxes.shape());
      assertEquals(1, ((TInt32) result.get(2)).getInt(0));
      assertEquals(0.9f, ((TFloat32) result.get(1)).getFloat(0, 0));
      float[] found = new float[4];
      for (int side = 0; side < 4; side++) {
        found[side] = boxes.getFloat(0, 0, side);
      }
      assertArrayEquals(new float[] {2, 6, 18, 42}, found, 1e-4f);
    }
  }
}
