package org.convzoo.graphs.task;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.convzoo.ops.Drawn;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;

/** As many negatives as positives, half of them hard. */
class HardNegativeMiningTest {

  private static final int PIXELS = 1000;
  private static final int POSITIVES = 40;
  private static final int OPEN = 60; // neither positive nor negative

  @AutoClose private final Drawn drawn = new Drawn();

  private final float[] positive = new float[PIXELS];
  private final float[] negative = new float[PIXELS];
  private final float[] loss = Drawn.randoms(1, Shape.of(PIXELS));

  HardNegativeMiningTest() {
    for (int i = 0; i < PIXELS; i++) {
      positive[i] = i < POSITIVES ? 1 : 0;
      negative[i] = i >= POSITIVES + OPEN ? 1 : 0;
      loss[i] = Math.abs(loss[i]) + (negative[i] == 1 ? 0 : 2); // others' losses are larger
    }
  }

  private float[] pick(int hard, long seed) {
    Shape shape = Shape.of(positive.length);
    return drawn.values(
        HardNegativeMining.balanced(
            drawn.test(),
            drawn.constant(shape, positive),
            drawn.constant(shape, negative),
            drawn.constant(shape, loss),
            hard,
            drawn.test().constant(new long[] {seed, 0})));
  }

  private static int count(float[] mask) {
    int count = 0;
    for (float value : mask) {
      assertTrue(value == 0 || value == 1);
      count += (int) value;
    }
    return count;
  }

  /** The loss from which on a negative is among the {@code count} worst. */
  private float threshold(int count) {
    float[] sorted = Arrays.copyOfRange(loss, POSITIVES + OPEN, PIXELS);
    Arrays.sort(sorted);
    return sorted[sorted.length - count];
  }

  @Test
  void asManyNegativesAsPositivesArePickedAndHalfOfThemAreHard() {
    float[] picked = pick(20, 1); // hard: 1000 / 20 = 50 of them
    float hard = threshold(50);
    int hardOnes = 0;
    for (int i = 0; i < PIXELS; i++) {
      assertTrue(picked[i] <= negative[i], "pixel " + i + " is no negative");
      hardOnes += picked[i] == 1 && loss[i] >= hard ? 1 : 0;
    }
    assertEquals(POSITIVES, count(picked));
    assertEquals(POSITIVES / 2, hardOnes);
  }

  @Test
  void whereThereAreTooFewHardOnesTheRestMakesUpForThem() {
    float[] picked = pick(200, 1); // hard: 1000 / 200 = 5 of them, and 20 are wanted
    float hard = threshold(5);
    for (int i = POSITIVES + OPEN; i < PIXELS; i++) {
      assertTrue(loss[i] < hard || picked[i] == 1, "pixel " + i + " is hard");
    }
    assertEquals(POSITIVES, count(picked));
  }

  @Test
  void whatIsPickedIsAFunctionOfTheSeeds() {
    assertArrayEquals(pick(20, 1), pick(20, 1));
    assertFalse(Arrays.equals(pick(20, 1), pick(20, 2)));
  }

  @Test
  void allHardOnesHaveTheSameChance() {
    int[] times = new int[PIXELS];
    for (int seed = 0; seed < 100; seed++) {
      float[] picked = pick(20, seed);
      for (int i = 0; i < PIXELS; i++) {
        times[i] += (int) picked[i];
      }
    }
    // 20 of 50 each time: 40 of 100, give or take four times sqrt(100 * 0.4 * 0.6) = 4.9
    float hard = threshold(50);
    for (int i = POSITIVES + OPEN; i < PIXELS; i++) {
      if (loss[i] >= hard) {
        assertTrue(times[i] > 20 && times[i] < 60, "pixel " + i + ": " + times[i]);
      } else {
        assertTrue(times[i] < 15, "pixel " + i + ": " + times[i]); // 20 of 850
      }
    }
  }

  @Test
  void noPositiveMeansNoNegative() {
    Arrays.fill(positive, 0);
    assertEquals(0, count(pick(20, 1)));
  }

  @Test
  void fewNegativesAreAllPicked() {
    Arrays.fill(positive, 1);
    Arrays.fill(negative, 0);
    for (int i : new Random(1).ints(7, 0, PIXELS).toArray()) {
      positive[i] = 0;
      negative[i] = 1;
    }
    assertArrayEquals(negative, pick(20, 1));
  }
}
