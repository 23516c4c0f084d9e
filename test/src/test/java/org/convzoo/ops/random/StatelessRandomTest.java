package org.convzoo.ops.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.convzoo.ops.Drawn;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Numbers that belong to things. */
class StatelessRandomTest {

  @AutoClose private final Drawn drawn = new Drawn();

  private float[] of(long seed, String name, int count, long... numbers) {
    return drawn.values(
        StatelessRandom.uniform(drawn.test(), seed, name, drawn.test().constant(numbers), count));
  }

  @Test
  void numbersOfAThingDoNotDependOnTheThingsBesideIt() {
    float[] all = of(1, "a", 5, 0, 1, 2, 3);
    assertArrayEquals(Arrays.copyOfRange(all, 10, 15), of(1, "a", 5, 2));
    float[] amongOthers = of(1, "a", 5, 7, 1, 0);
    assertArrayEquals(Arrays.copyOfRange(all, 5, 10), Arrays.copyOfRange(amongOthers, 5, 10));
  }

  @Test
  void numbersOfOneThingAreItsRow() {
    var tf = drawn.test();
    var one = drawn.values(StatelessRandom.uniform(tf, 1, "a", tf.constant(2L), 5));
    assertArrayEquals(of(1, "a", 5, 2), one);
  }

  @Test
  void thingsHaveOtherNumbersInEachEpoch() {
    var tf = drawn.test();
    var first = StatelessRandom.inEpoch(tf, tf.constant(0L), tf.constant(new long[] {1, 3}));
    var later = StatelessRandom.inEpoch(tf, tf.constant(2L), tf.constant(new long[] {1, 3}));
    assertArrayEquals(
        of(1, "a", 5, 1, 3, (2L << 32) + 1, (2L << 32) + 3),
        drawn.values(
            StatelessRandom.uniform(
                tf, 1, "a", tf.concat(List.of(first, later), tf.constant(0)), 5)));
  }

  @Test
  void otherSeedsNamesAndThingsDrawOtherNumbers() {
    float[] numbers = of(1, "a", 5, 2);
    assertFalse(Arrays.equals(numbers, of(2, "a", 5, 2)));
    assertFalse(Arrays.equals(numbers, of(1, "b", 5, 2)));
    assertFalse(Arrays.equals(numbers, of(1, "a", 5, 3)));
  }

  /** Java's SplittableRandom is SplitMix64 with the same gamma. */
  @Test
  void numbersAreThoseOfSplitMix64() {
    SplittableRandom java = new SplittableRandom(Seeds.of(7, "x"));
    float[] numbers = of(7, "x", 50, 0, 1);
    for (float number : numbers) {
      assertEquals((java.nextLong() >>> 40) * 0x1p-24f, number);
    }
  }

  @Test
  void numbersAreUniform() {
    float[] numbers = of(3, "u", 1000, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14);
    int[] tenths = new int[10];
    for (float number : numbers) {
      assertTrue(number >= 0 && number < 1);
      tenths[(int) (10 * number)]++;
    }
    for (int count : tenths) { // four times sqrt(10,000 * 0.1 * 0.9) = 30
      assertEquals(1000, count, 120);
    }
  }
}
