package org.convzoo.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.convzoo.graphs.task.Losses;
import org.convzoo.graphs.task.Metrics;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.framework.losses.CategoricalCrossentropy;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** Losses and metrics worked by hand. */
class LossTest {

  @AutoClose private final Drawn drawn = new Drawn();

  private float crossEntropy(Operand<TFloat32> logits, int... labels) {
    var tf = drawn.test();
    int classes = Math.toIntExact(logits.shape().get(1));
    var shares = Losses.shares(tf, tf.constant(labels), classes);
    return drawn.values(new CategoricalCrossentropy(true).call(tf, shares, logits, null))[0];
  }

  @Test
  void equalLogitsAreWorthTheLogarithmOfTheirNumber() {
    Operand<TFloat32> logits = drawn.constant(Shape.of(1, 4), 3, 3, 3, 3);
    assertEquals(Math.log(4), crossEntropy(logits, 2), 1e-6);
  }

  @Test
  void lossIsTheMeanOverTheBatch() {
    // Softmax of 0, ln 2, ln 5 is 1/8, 2/8, 5/8; of 0, 0, ln 2 it is 1/4, 1/4, 2/4.
    float two = (float) Math.log(2);
    float five = (float) Math.log(5);
    Operand<TFloat32> logits = drawn.constant(Shape.of(2, 3), 0, two, five, 0, 0, two);
    assertEquals((Math.log(8 / 5.0) + Math.log(4)) / 2, crossEntropy(logits, 2, 0), 1e-6);
    assertEquals((Math.log(4) + Math.log(2)) / 2, crossEntropy(logits, 1, 2), 1e-6);
  }

  @Test
  void largeLogitsDoNotOverflow() {
    Operand<TFloat32> logits = drawn.constant(Shape.of(1, 2), 1000, 0);
    assertEquals(0, crossEntropy(logits, 0), 1e-6);
    assertEquals(1000, crossEntropy(logits, 1), 1e-3);
  }

  /** A network that has died says the same of all classes: its guess is the first of them. */
  @ParameterizedTest(name = "{1} of 4 labels are among the best {0}")
  @CsvSource({"1, 1", "2, 2", "4, 4", "5, 4"})
  void equalLogitsAreNotAllTheBest(int k, long expected) {
    var tf = drawn.test();
    var labels = tf.constant(new int[] {0, 1, 2, 3});
    Operand<TInt64> hits =
        Metrics.topK(tf, drawn.constant(Shape.of(4, 4), new float[16]), labels, k);
    try (Result result = drawn.session().runner().fetch(hits).run()) {
      assertEquals(expected, ((TInt64) result.get(0)).getLong());
    }
  }

  /** The labels' ranks are 1, 2, 3 and 4. */
  @ParameterizedTest(name = "{1} of 4 labels are among the best {0}")
  @CsvSource({"1, 1", "2, 2", "3, 3", "4, 4"})
  void labelsAreCountedAmongTheBest(int k, long expected) {
    float[] logits = {
      9, 1, 2, 3, //
      9, 8, 2, 3, //
      1, 4, 2, 3, //
      5, 6, 7, -1
    };
    var tf = drawn.test();
    Operand<TInt64> hits =
        Metrics.topK(
            tf, drawn.constant(Shape.of(4, 4), logits), tf.constant(new int[] {0, 1, 2, 3}), k);
    try (Result result = drawn.session().runner().fetch(hits).run()) {
      assertEquals(expected, ((TInt64) result.get(0)).getLong());
    }
  }
}
