package org.convzoo.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.function.LongToDoubleFunction;
import org.convzoo.ops.Refusal;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
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
        "gamma and power must be at least 0, got -1.0 and 1.0",
        Refusal.of(() -> new Schedule.Inverse(1, -1, 1)));
    assertEquals(
        "gamma and power must be at least 0, got 1.0 and NaN",
        Refusal.of(() -> new Schedule.Inverse(1, 1, Double.NaN)));
  }

  private static void assertRates(Schedule schedule, LongToDoubleFunction expected) {
    for (long step : new long[] {0, 1, 9, 10, 19, 20, 21, 39, 40, 49}) {
      double rate = expected.applyAsDouble(step);
      assertEquals(rate, rate(schedule, step), 1e-7 * schedule.base(), "step " + step);
    }
  }

  private static float rate(Schedule schedule, long step) {
    try (Graph graph = new Graph();
        Session session = new Session(graph);
        TInt64 number = TInt64.scalarOf(step)) {
      Ops tf = Ops.create(graph);
      var at = tf.placeholder(TInt64.class);
      var rate = schedule.draw(tf, at, PER_EPOCH, EPOCHS);
      try (Result result = session.runner().feed(at, number).fetch(rate).run()) {
        return ((TFloat32) result.get(0)).getFloat();
      }
    }
  }
}
