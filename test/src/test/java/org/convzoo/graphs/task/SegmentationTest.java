package org.convzoo.graphs.task;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.convzoo.graphs.Images;
import org.convzoo.graphs.dense.UNet;
import org.convzoo.ops.Drawn;
import org.convzoo.ops.Refusal;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/** How a segmentation is trained, measured and answered, worked by hand. */
class SegmentationTest {

  private static final Task TASK = Task.SEGMENTATION;

  @AutoClose private final Drawn drawn = new Drawn();

  /** Classes and objects of one image, row by row. */
  private Operand<TInt32> truth(int height, int width, int... pairs) {
    return drawn.test().constant(Shape.of(1, height, width, 2), DataBuffers.of(pairs));
  }

  /** Logits of which each pixel's {@code guess} is the largest. */
  private NetworkOutput guesses(int classes, int height, int width, int... guess) {
    float[] values = new float[guess.length * classes];
    for (int i = 0; i < guess.length; i++) {
      values[i * classes + guess[i]] = 1;
    }
    Shape shape = Shape.of(guess.length / (height * width), height, width, classes);
    return new NetworkOutput(drawn.constant(shape, values), List.of());
  }

  private float loss(NetworkOutput logits, Operand<TInt32> truth) {
    return drawn.values(TASK.loss(drawn.inference(), logits, truth))[0];
  }

  private double[] scores(NetworkOutput logits, Operand<TInt32> truth, int times) {
    Scoring scoring = TASK.scoring(drawn.test(), logits, truth);
    Scoring.Tally tally = scoring.tally().get();
    for (int i = 0; i < times; i++) {
      Session.Runner runner = drawn.session().runner();
      scoring.perBatch().forEach(runner::fetch);
      try (Result result = runner.run()) {
        tally.add(IntStream.range(0, result.size()).mapToObj(result::get).toList());
      }
    }
    return tally.metrics().stream().mapToDouble(v -> v).toArray();
  }

  /**
   * Of four pixels three are background: it weighs 4 / (2 * 3) a pixel, the cell 4 / (2 * 1). The
   * logits 0 and ln 3 give the background 1/4 and the cell 3/4.
   */
  @Test
  void rareClassesWeighMore() {
    float three = (float) Math.log(3);
    NetworkOutput logits =
        new NetworkOutput(
            drawn.constant(Shape.of(1, 2, 2, 2), 0, three, 0, three, 0, three, 0, three),
            List.of());
    double expected = (3 * 4 / 6.0 * Math.log(4) + 4 / 2.0 * Math.log(4 / 3.0)) / 4;
    assertEquals(expected, loss(logits, truth(2, 2, 0, 0, 0, 0, 1, 1, 0, 0)), 1e-6);
  }

  @Test
  void classThatABatchLacksWeighsNothing() {
    NetworkOutput logits =
        new NetworkOutput(drawn.constant(Shape.of(1, 1, 2, 3), 0, 0, 0, 0, 0, 0), List.of());
    assertEquals(Math.log(3), loss(logits, truth(1, 2, 1, 1, 1, 1)), 1e-6);
  }

  /** Both classes weigh 4/4; the borders 10 exp(-(d1 + d2)^2 / 50), with d1 + d2 3 everywhere. */
  @Test
  void pixelsBetweenObjectsWeighMore() {
    NetworkOutput logits =
        new NetworkOutput(drawn.constant(Shape.of(1, 1, 4, 2), 0, 0, 0, 0, 0, 0, 0, 0), List.of());
    double weight = 1 + 10 * Math.exp(-9 / 50.0);
    assertEquals(weight * Math.log(2), loss(logits, truth(1, 4, 1, 1, 0, 0, 0, 0, 1, 2)), 1e-5);
  }

  /** Objects beside the output count: the two pixels left have d1 + d2 = 3. */
  @Test
  void smallerOutputSpeaksOfTheCentre() {
    NetworkOutput logits = guesses(2, 1, 2, 0, 1);
    Operand<TInt32> truth = truth(1, 4, 1, 1, 0, 0, 0, 0, 1, 2);
    double weight = 1 + 10 * Math.exp(-9 / 50.0); // one class is there, and weighs 2 / 2
    double first = Math.log(1 + Math.exp(-1));
    assertEquals(weight * (first + first + 1) / 2, loss(logits, truth), 1e-5);
    assertArrayEquals(new double[] {0.25, 0.5}, scores(logits, truth, 1), 1e-9);
    Task.Answers answers = TASK.answers(drawn.test(), logits, truth);
    try (Result result =
        drawn.session().runner().fetch(answers.right()).fetch(answers.all()).run()) {
      assertEquals(1, ((TInt64) result.get(0)).getLong());
      assertEquals(2, ((TInt64) result.get(1)).getLong());
    }
  }

  /**
   * True classes 0 0 0 1 1 2, guessed 0 0 1 1 2 2. Class 0: 2 of 3, class 1: 1 of 3 (two true, two
   * guessed, one both), class 2: 1 of 2; class 3 is nowhere. Right: 4 of 6.
   */
  @Test
  void meanIouIsOverTheClassesThatAreAnywhere() {
    NetworkOutput logits = guesses(4, 2, 3, 0, 0, 1, 1, 2, 2);
    Operand<TInt32> truth = truth(2, 3, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2);
    double[] expected = {(2 / 3.0 + 1 / 3.0 + 1 / 2.0) / 3, 4 / 6.0};
    assertArrayEquals(expected, scores(logits, truth, 1), 1e-9);
    assertArrayEquals(expected, scores(logits, truth, 3), 1e-9);
  }

  @Test
  void exportAnswersTheMaskAndTheWindowItIsOf() {
    var sizes = drawn.test().constant(new int[][] {{50, 70}});
    var input = drawn.random(1, Shape.of(2, 10, 8, 1));
    NetworkOutput logits = guesses(2, 6, 4, IntStream.range(0, 48).map(i -> i % 5 / 4).toArray());
    Map<String, Operand<?>> outputs = TASK.outputs(drawn.test(), sizes, input, logits);
    assertEquals(
        List.of("logits", "probabilities", "mask", "window"), List.copyOf(outputs.keySet()));
    float[] probabilities =
        drawn.values(outputs.get("probabilities").asOutput().expect(TFloat32.class));
    double e = Math.E;
    assertEquals(e / (1 + e), probabilities[0], 1e-6);
    float[] window = drawn.values(outputs.get("window").asOutput().expect(TFloat32.class));
    assertArrayEquals(new float[] {.2f, .25f, .8f, .75f, .2f, .25f, .8f, .75f}, window, 1e-6f);
    try (Result result = drawn.session().runner().fetch(outputs.get("mask")).run()) {
      TInt64 mask = (TInt64) result.get(0);
      assertEquals(Shape.of(2, 6, 4), mask.shape());
      assertEquals(1, mask.getLong(0, 1, 0));
      assertEquals(0, mask.getLong(0, 1, 1));
    }
  }

  @Test
  void oneClassIsRefused() {
    assertEquals(
        "unet needs at least 2 classes, got 1",
        Refusal.of(() -> UNet.VALID.build(drawn.inference(), Images.of(drawn, 188, 188, 1), 1)));
  }
}
