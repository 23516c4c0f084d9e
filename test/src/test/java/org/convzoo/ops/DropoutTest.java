package org.convzoo.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Arrays;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/** Masks are a function of the seed, the step and the layer's name, and of nothing else. */
class DropoutTest {

  private static final int SIZE = 10_000;

  @AutoClose private final Drawn drawn = new Drawn();
  @AutoClose private final Drawn another = new Drawn();

  /** Dropout over ones, after a layer of this name. */
  private static Operand<TFloat32> mask(Drawn drawn, long seed, String layer, float rate) {
    float[] ones = new float[SIZE];
    Arrays.fill(ones, 1);
    return drawn
        .training(seed)
        .flow(drawn.constant(Shape.of(1, SIZE), ones))
        .scope(layer, x -> x.dropout(rate))
        .value();
  }

  @Test
  void sameSeedAndStepGiveTheSameMaskInAnotherGraph() {
    Operand<TFloat32> here = mask(drawn, 7, "fc6", 0.5f);
    another.random(1, Shape.of(3)); // other ops before it change nothing
    Operand<TFloat32> there = mask(another, 7, "fc6", 0.5f);
    float[] third = drawn.values(3, here);
    assertArrayEquals(third, another.values(3, there));
    drawn.values(4, here);
    assertArrayEquals(third, drawn.values(3, here)); // nor do the steps before it
  }

  /** Two masks of rate 0.5 agree on half of the elements, and on 600 fewer or more hardly ever. */
  private static void assertUnrelated(float[] one, float[] other) {
    int equal = 0;
    for (int i = 0; i < SIZE; i++) {
      equal += one[i] == other[i] ? 1 : 0;
    }
    assertEquals(SIZE / 2, equal, 6 * 50); // sqrt(10,000 * 0.5 * 0.5) = 50
  }

  @Test
  void anotherStepHasAnotherMask() {
    Operand<TFloat32> mask = mask(drawn, 7, "fc6", 0.5f);
    assertUnrelated(drawn.values(3, mask), drawn.values(4, mask));
  }

  @Test
  void anotherLayerHasAnotherMask() {
    assertUnrelated(
        drawn.values(3, mask(drawn, 7, "fc6", 0.5f)), drawn.values(3, mask(drawn, 7, "fc7", 0.5f)));
  }

  @Test
  void anotherSeedHasAnotherMask() {
    assertUnrelated(
        drawn.values(3, mask(drawn, 7, "fc6", 0.5f)),
        another.values(3, mask(another, 8, "fc6", 0.5f)));
  }

  @Test
  void imagesOfABatchHaveMasksOfTheirOwn() {
    float[] ones = new float[2 * SIZE];
    Arrays.fill(ones, 1);
    Flow x = drawn.training(7).flow(drawn.constant(Shape.of(2, SIZE), ones));
    float[] both = drawn.values(x.dropout(0.5f));
    assertUnrelated(Arrays.copyOf(both, SIZE), Arrays.copyOfRange(both, SIZE, 2 * SIZE));
  }

  @Test
  void rateIsTheShareDroppedAndTheRestIsScaledUp() {
    float[] mask = drawn.values(3, mask(drawn, 7, "fc6", 0.3f));
    int dropped = 0;
    for (float element : mask) {
      if (element == 0) {
        dropped++;
      } else {
        assertEquals(1 / 0.7, element, 1e-6);
      }
    }
    assertEquals(0.3 * SIZE, dropped, 6 * 46); // sqrt(10,000 * 0.3 * 0.7) = 46
  }

  @Test
  void inferenceDropsNothing() {
    Operand<TFloat32> x = drawn.random(1, Shape.of(2, 50));
    Flow y = drawn.inference().flow(x).dropout(0.5f);
    assertSame(x, y.value());
    assertEquals(0, drawn.operations("StatelessRandomUniform").size());
  }

  @Test
  void rateZeroDropsNothing() {
    Operand<TFloat32> x = drawn.random(1, Shape.of(2, 50));
    assertSame(x, drawn.training(1).flow(x).dropout(0).value());
  }

  @Test
  void rateMustLeaveSomething() {
    Flow x = drawn.training(1).flow(drawn.random(1, Shape.of(2, 50)));
    for (float rate : new float[] {1, -0.1f, Float.NaN}) {
      String message = Refusal.of(() -> x.dropout(rate));
      assertEquals("dropout rate must be at least 0 and below 1, got " + rate, message);
    }
  }

  @Test
  void twoMasksInOneLayerAreRefused() {
    Flow x = drawn.training(1).flow(drawn.random(1, Shape.of(2, 50))).dense("fc", 3);
    Flow y = x.dropout(0.5f);
    assertFalse(drawn.operations("StatelessRandomUniform").isEmpty());
    assertEquals("two layers are named fc/dropout", Refusal.of(() -> y.dropout(0.5f)));
  }
}
