package org.convzoo.train.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.function.LongToDoubleFunction;
import org.convzoo.ops.Refusal;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** Learning rates against their formulas, in a training of 5 epochs of 10 steps. */
class ScheduleTest {

  private static final int PER_EPOCH = 10;
  private static final int EPOCHS = 5;

  @Test
  void constantStays() {
    assertRates(new Schedule.Constant(0.1), step -> 0.1);
  }

  @Test
  void stepFallsByItsFactorEverySoManyEpochs() {
    // 0 to 19: 0.8; 20 to 39: 0.4; 40 to 49: 0.2
    assertRates(new Schedule.Step(0.8, 0.5, 2), step -> step < 20 ? 0.8 : step < 40 ? 0.4 : 0.2);
  }

  @Test
  void multiStepFallsAtTheEpochsThatItNames() {
    // 0 to 9: 0.8; 10 to 39: 0.4; 40 to 49: 0.2
    var schedule = new Schedule.MultiStep(0.8, 0.5, List.of(1, 4));
    assertRates(schedule, step -> step < 10 ? 0.8 : step < 40 ? 0.4 : 0.2);
  }

  @Test
  void exponentialFallsByItsFactorInSoManyEpochsWithoutSteps() {
    // GoogLeNet's 4 % every 8 epochs of 10 steps: after 40 steps half of that, 0.96 ^ 0.5
    var schedule = new Schedule.Exponential(0.1, 0.96, 8);
    assertRates(schedule, step -> 0.1 * Math.pow(0.96, step / 80.0));
    assertEquals(0.0979796, rate(schedule, 40), 1e-7);
  }

  @Test
  void cosineFallsFromItsBaseToZeroOverHalfAPeriod() {
    var schedule = new Schedule.Cosine(0.4);
    assertRates(schedule, step -> 0.2 * (1 + Math.cos(Math.PI * step / 50)));
    assertEquals(0.2, rate(schedule, 25), 1e-7);
    assertEquals(0, rate(schedule, 50), 1e-7);
  }

  @Test
  void plateauFallsByItsFactorAtEachStandstill() {
    assertRates(new Schedule.Plateau(0.8, 0.1, 3), step -> 0.8 * 0.1 * 0.1); // two so far
  }

  @Test
  void warmUpIsAStraightLineToTheBaseOfWhatFollows() {
    var warmup = new Warmup(2, 0.1, null);
    var after = new Schedule.MultiStep(0.5, 0.1, List.of(1, 4)); // its first change is passed over
    assertRates(
        (tf, at) -> warmup.build(tf, after, at),
        0.5,
        step -> step < 20 ? 0.1 + 0.4 * step / 20 : step < 40 ? 0.05 : 0.005);
  }

  @Test
  void warmUpMayEndWhereItBeganAndTakePartOfAnEpoch() {
    var warmup = new Warmup(0.5, 0.01, 0.01); // a ResNet of 110 layers, section 4.2
    var after = new Schedule.Constant(0.1);
    assertEquals(0.01, rate((tf, at) -> warmup.build(tf, after, at), 4), 1e-8);
    assertEquals(0.1, rate((tf, at) -> warmup.build(tf, after, at), 5), 1e-8);
  }

  @Test
  void polynomialFallsToZero() {
    assertRates(new Schedule.Polynomial(0.4, 1), step -> 0.4 * (1 - step / 50.0));
    assertRates(new Schedule.Polynomial(0.4, 2), step -> 0.4 * Math.pow(1 - step / 50.0, 2));
    assertEquals(0, rate(new Schedule.Polynomial(0.4, 0.5), 50));
  }

  @Test
  void inverseIsCaffes() {
    // LeNet's solver: base_lr 0.01, gamma 0.0001, power 0.75
    var inverse = new Schedule.Inverse(0.01, 0.0001, 0.75);
    assertRates(inverse, step -> 0.01 * Math.pow(1 + 0.0001 * step, -0.75));
    assertEquals(0.00594604, rate(inverse, 10_000), 1e-8); // 0.01 x 2 ^ -0.75
  }

  @Test
  void valuesOutOfRangeAreRefused() {
    for (double bad : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      String message = "base must be above 0, got " + bad;
      assertEquals(message, Refusal.of(() -> new Schedule.Constant(bad)));
      assertEquals(message, Refusal.of(() -> new Schedule.Step(bad, 0.5, 1)));
      assertEquals(message, Refusal.of(() -> new Schedule.Polynomial(bad, 1)));
      assertEquals(message, Refusal.of(() -> new Schedule.Inverse(bad, 1, 1)));
      assertEquals(
          "factor must be above 0, got " + bad, Refusal.of(() -> new Schedule.Step(1, bad, 1)));
      assertEquals(
          "power must be above 0, got " + bad, Refusal.of(() -> new Schedule.Polynomial(1, bad)));
    }
    assertEquals("every must be above 0, got 0.0", Refusal.of(() -> new Schedule.Step(1, 0.5, 0)));
    assertEquals(
        "patience must be above 0, got 0.0", Refusal.of(() -> new Schedule.Plateau(1, 0.5, 0)));
    assertEquals(
        "at must rise from above 0, got [3, 3]",
        Refusal.of(() -> new Schedule.MultiStep(1, 0.5, List.of(3, 3))));
    assertEquals(
        "at must rise from above 0, got [0, 3]",
        Refusal.of(() -> new Schedule.MultiStep(1, 0.5, List.of(0, 3))));
    assertEquals(
        "at must name the epochs of the changes",
        Refusal.of(() -> new Schedule.MultiStep(1, 0.5, null)));
    assertEquals("epochs must be above 0, got 0.0", Refusal.of(() -> new Warmup(0, 0, null)));
    assertEquals("from must be at least 0, got -0.1", Refusal.of(() -> new Warmup(1, -0.1, null)));
    assertEquals("to must be at least 0, got NaN", Refusal.of(() -> new Warmup(1, 0, Double.NaN)));
    assertEquals(
        "gamma and power must be at least 0, got -1.0 and 1.0",
        Refusal.of(() -> new Schedule.Inverse(1, -1, 1)));
    assertEquals(
        "gamma and power must be at least 0, got 1.0 and NaN",
        Refusal.of(() -> new Schedule.Inverse(1, 1, Double.NaN)));
  }

  private static void assertRates(Schedule schedule, LongToDoubleFunction expected) {
    assertRates(schedule::build, schedule.base(), expected);
  }

  private static void assertRates(Drawing drawing, double base, LongToDoubleFunction expected) {
    for (long step : new long[] {0, 1, 9, 10, 19, 20, 21, 39, 40, 49}) {
      double rate = expected.applyAsDouble(step);
      assertEquals(rate, rate(drawing, step), 2e-7 * base, "step " + step);
    }
  }

  /** A schedule, with or without a warm-up. */
  @FunctionalInterface
  private interface Drawing {
    Operand<TFloat32> draw(Ops tf, Schedule.Position at);
  }

  private static float rate(Schedule schedule, long step) {
    return rate(schedule::build, step);
  }

  private static float rate(Drawing drawing, long step) {
    try (Graph graph = new Graph();
        Session session = new Session(graph);
        TInt64 number = TInt64.scalarOf(step)) {
      Ops tf = Ops.create(graph);
      var at = tf.placeholder(TInt64.class);
      var rate = drawing.draw(tf, new Schedule.Position(at, PER_EPOCH, EPOCHS, tf.constant(2L)));
      try (Result result = session.runner().feed(at, number).fetch(rate).run()) {
        return ((TFloat32) result.get(0)).getFloat();
      }
    }
  }
}
