package org.convzoo.graphs.task;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.IntStream;
import org.convzoo.graphs.classic.GoogLeNet;
import org.convzoo.ops.Drawn;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/** How a task is trained and measured. */
class TaskTest {

  @AutoClose private final Drawn drawn = new Drawn();

  /** Two logits whose softmax is 1/share and the rest. */
  private Operand<TFloat32> logits(double share) {
    return drawn.constant(Shape.of(1, 2), 0, (float) Math.log(share - 1));
  }

  private float loss(NetworkOutput logits) {
    Operand<TInt32> label = drawn.test().constant(new int[] {0});
    return drawn.values(Task.CLASSIFICATION.loss(drawn.inference(), logits, label))[0];
  }

  @Test
  void headsCountByTheirWeights() {
    // The label has 1/2 in the main head, 1/4 and 1/8 in the others: ln 2, 2 ln 2 and 3 ln 2.
    NetworkOutput.Auxiliary a = new NetworkOutput.Auxiliary("a", logits(4), 0.3f);
    NetworkOutput.Auxiliary b = new NetworkOutput.Auxiliary("b", logits(8), 0.3f);
    double main = Math.log(2);
    assertEquals(main, loss(new NetworkOutput(logits(2), List.of())), 1e-6);
    assertEquals(
        main + 0.3 * 2 * main + 0.3 * 3 * main,
        loss(new NetworkOutput(logits(2), List.of(a, b))),
        1e-6);
    assertEquals(
        main + 0.5 * 2 * main + 0.5 * 3 * main,
        loss(new NetworkOutput(logits(2), List.of(a, b)).weighted(0.5f)),
        1e-6);
  }

  @Test
  void headsHaveLossesOfTheirOwn() {
    NetworkOutput.Auxiliary a = new NetworkOutput.Auxiliary("a", logits(4), 0.3f);
    Operand<TInt32> label = drawn.test().constant(new int[] {0});
    var losses =
        Task.CLASSIFICATION.losses(
            drawn.inference(), new NetworkOutput(logits(2), List.of(a)), label);
    assertEquals(Math.log(2), drawn.values(losses.main())[0], 1e-6);
    assertEquals(1, losses.auxiliary().size());
    assertEquals(Math.log(4), drawn.values(losses.auxiliary().get(0))[0], 1e-6);
  }

  @Test
  void googLeNetsLossAddsThreeTenthsOfEachHead() {
    var images = drawn.random(1, Shape.of(1, 79, 79, 3));
    NetworkOutput logits = GoogLeNet.V1.build(drawn.training(1), images, 2);
    float main = loss(new NetworkOutput(logits.main(), List.of()));
    float first = loss(new NetworkOutput(logits.auxiliary().get(0).logits(), List.of()));
    float second = loss(new NetworkOutput(logits.auxiliary().get(1).logits(), List.of()));
    assertEquals(main + 0.3 * first + 0.3 * second, loss(logits), 1e-5);
  }

  @Test
  void onlyTheMainHeadIsMeasured() {
    Operand<TFloat32> right = drawn.constant(Shape.of(2, 3), 3, 2, 1, 1, 2, 3);
    Operand<TFloat32> wrong = drawn.constant(Shape.of(2, 3), 1, 2, 3, 3, 2, 1);
    NetworkOutput logits =
        new NetworkOutput(right, List.of(new NetworkOutput.Auxiliary("wrong", wrong, 0.3f)));
    assertEquals(2, right(logits, 0, 2));
    assertEquals(1, right(logits, 0, 1)); // the second label comes second
  }

  private long right(NetworkOutput logits, int... labels) {
    Task.Answers answers =
        Task.CLASSIFICATION.answers(drawn.test(), logits, drawn.test().constant(labels));
    try (Result result =
        drawn.session().runner().fetch(answers.right()).fetch(answers.all()).run()) {
      assertEquals(labels.length, ((TInt64) result.get(1)).getLong());
      return ((TInt64) result.get(0)).getLong();
    }
  }

  @Test
  void classificationIsMeasuredByItsBestAndItsFiveBestLabels() {
    // The labels come first, second, fifth and sixth.
    Operand<TFloat32> logits = drawn.constant(Shape.of(1, 6), 6, 5, 4, 3, 2, 1);
    Operand<TFloat32> four = drawn.test().tile(logits, drawn.test().constant(new int[] {4, 1}));
    assertEquals(
        List.of(1 / 4.0, 3 / 4.0),
        scores(
            Task.CLASSIFICATION,
            new NetworkOutput(four, List.of()),
            drawn.test().constant(new int[] {0, 1, 4, 5})));
  }

  /** What an evaluation of one batch measures. */
  private List<Double> scores(Task task, NetworkOutput logits, Operand<?> truth) {
    Scoring scoring = task.scoring(drawn.test(), logits, truth);
    Session.Runner runner = drawn.session().runner();
    scoring.perBatch().forEach(runner::fetch);
    Scoring.Tally tally = scoring.tally().get();
    try (Result result = runner.run()) {
      tally.add(IntStream.range(0, result.size()).mapToObj(result::get).toList());
    }
    return tally.metrics();
  }
}
