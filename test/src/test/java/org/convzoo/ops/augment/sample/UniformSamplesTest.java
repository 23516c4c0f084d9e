package org.convzoo.ops.augment.sample;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.convzoo.ops.augment.Augmenting;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What is made of random numbers. */
public class UniformSamplesTest {

  private static final int MANY = 3000;

  @AutoClose private final Augmenting augmenting = new Augmenting();

  /** Box and Muller's formula, of the first half of the numbers and the second. */
  public static double[] normals(double stddev, float[] numbers) {
    double[] normals = new double[numbers.length / 2];
    for (int i = 0; i < normals.length; i++) {
      double length = Math.sqrt(-2 * Math.log(1 - (double) numbers[i]));
      normals[i] = stddev * length * Math.cos(2 * Math.PI * numbers[normals.length + i]);
    }
    return normals;
  }

  @Test
  void eachNumberIsTakenOnceInItsOrder() {
    UniformSamples draws = augmenting.draws(0.1f, 0.2f, 0.3f, 0.4f, 0.5f);
    assertEquals(0.1f, augmenting.number(draws.uniform()));
    assertArrayEquals(new float[] {0.2f, 0.3f}, augmenting.floats(draws.uniform(2)));
    assertEquals(6.8f, augmenting.number(draws.between(6, 8)), 1e-6f); // 6 + 0.4 * 2
    assertEquals(4, augmenting.ints(draws.whole(8))[0]); // 0.5 * 8
  }

  @Test
  void thoseOfManyImagesAreDrawnAtOnce() {
    float[][] numbers = {{0.1f, 0.2f, 0.3f}, {0.6f, 0.7f, 0.8f}};
    var tf = augmenting.tf();
    UniformSamples draws = new UniformSamples(tf, tf.constant(numbers));
    assertArrayEquals(new int[] {0, 1}, augmenting.ints(draws.whole(2)));
    // 0.2 * 10 and 0.3 * 100, 0.7 * 10 and 0.8 * 100
    int[] pairs = augmenting.ints(draws.pair(tf.constant(new int[] {10, 100})));
    assertArrayEquals(new int[] {2, 30, 7, 80}, pairs);
  }

  @Test
  void wholeNumbersAreEachAsLikely() {
    float[][] column = new float[MANY][1];
    for (int i = 0; i < MANY; i++) {
      column[i][0] = Augmenting.numbers(i, 1)[0];
    }
    var tf = augmenting.tf();
    int[] counts = new int[3];
    for (int whole : augmenting.ints(new UniformSamples(tf, tf.constant(column)).whole(3))) {
      counts[whole]++;
    }
    // 1000 each, with a standard deviation of sqrt(3000 / 3 * 2 / 3) = 26
    for (int count : counts) {
      assertEquals(1000, count, 4 * 26);
    }
  }

  @Test
  void wholeNumbersAreBelowTheirLimitForTheLargestNumber() {
    float largest = Math.nextDown(1f); // 1 - 2^-24
    for (int below : new int[] {1, 3, 5, 1000, (1 << 24) - 1}) {
      assertEquals(below - 1, augmenting.ints(augmenting.draws(largest).whole(below))[0]);
    }
  }

  @Test
  void normalsAreBoxAndMullers() {
    float[] numbers = Augmenting.numbers(1, 2 * MANY);
    numbers[0] = 0; // the logarithm's ends
    numbers[1] = Math.nextDown(1f);
    float[] drawn = augmenting.floats(augmenting.draws(numbers).normal(2, MANY));
    double[] expected = normals(2, numbers);
    double squares = 0;
    for (int i = 0; i < MANY; i++) {
      assertEquals(expected[i], drawn[i], 1e-4);
      squares += drawn[i] * drawn[i];
    }
    // a variance of 4, whose own standard deviation is 4 * sqrt(2 / 3000) = 0.1
    assertEquals(4, squares / MANY, 4 * 0.1);
  }
}
