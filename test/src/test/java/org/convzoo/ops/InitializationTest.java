package org.convzoo.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.framework.initializers.Constant;
import org.tensorflow.ndarray.Shape;

/** First values: where they lie, and what they depend on. */
class InitializationTest {

  // A 5x5 convolution from 40 to 60 channels: 25 * 40 = 1000 in, 25 * 60 = 1500 out, 60,000
  // weights.
  private static final Conv CONV = Conv.of(5, 60);
  private static final Shape MAP = Shape.of(1, 5, 5, 40);
  private static final int WEIGHTS = 60_000;

  private static float[] kernel(KernelInitializer kernels) {
    try (Drawn drawn = new Drawn(Initialization.of(kernels, 1))) {
      drawn.inference().flow(drawn.random(1, MAP)).conv("conv", CONV);
      float[] kernel = drawn.variable("conv/kernel");
      assertEquals(WEIGHTS, kernel.length);
      return kernel;
    }
  }

  private static double largest(float[] values) {
    double largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  private static double stddev(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum / values.length - Math.pow(mean(values), 2));
  }

  /**
   * The mean of n draws strays by stddev / sqrt(n), the standard deviation by at most stddev /
   * sqrt(2n) for what has no heavier tails than a normal distribution: six of each are allowed.
   */
  private static void assertSpread(double stddev, float[] values) {
    assertEquals(0, mean(values), 6 * stddev / Math.sqrt(WEIGHTS));
    assertEquals(stddev, stddev(values), 6 * stddev / Math.sqrt(2 * WEIGHTS));
  }

  /** All within the limit, and the largest of 60,000 near it. */
  private static void assertUniform(double limit, float[] values) {
    assertTrue(largest(values) <= limit * (1 + 1e-6), "largest is " + largest(values));
    assertTrue(largest(values) > limit * 0.999, "largest is " + largest(values));
    assertSpread(limit / Math.sqrt(3), values); // the variance of U(-a, a) is a^2 / 3
  }

  @Test
  void uniformDistributionsHaveTheLimitsOfTheirPapers() {
    assertUniform(Math.sqrt(6.0 / (1000 + 1500)), kernel(KernelInitializer.glorotUniform()));
    assertUniform(Math.sqrt(6.0 / 1000), kernel(KernelInitializer.heUniform()));
    assertUniform(Math.sqrt(3.0 / 1000), kernel(KernelInitializer.lecunUniform()));
    assertUniform(0.05, kernel(KernelInitializer.randomUniform(0.05)));
  }

  /** Cut off at two deviations of what is cut, which is 1 / 0.8796 of what remains. */
  private static void assertCutOff(double stddev, float[] values) {
    assertSpread(stddev, values);
    double limit = 2 * stddev / 0.87962566;
    assertTrue(largest(values) <= limit * (1 + 1e-6), "largest is " + largest(values));
    assertTrue(largest(values) > 0.98 * limit, "largest is " + largest(values));
  }

  @Test
  void truncatedNormalsHaveTheDeviationsOfTheirPapers() {
    assertCutOff(Math.sqrt(2.0 / (1000 + 1500)), kernel(KernelInitializer.glorotNormal()));
    assertCutOff(Math.sqrt(2.0 / 1000), kernel(KernelInitializer.heNormal()));
    assertCutOff(Math.sqrt(1.0 / 1000), kernel(KernelInitializer.lecunNormal()));
    assertCutOff(0.05 * 0.87962566, kernel(KernelInitializer.truncatedNormal(0.05)));
  }

  @Test
  void normalHasTheStandardDeviationAskedFor() {
    float[] values = kernel(KernelInitializer.randomNormal(0.01));
    assertSpread(0.01, values);
    // 0.27 % of a normal distribution lies beyond three standard deviations: 162 of 60,000 +- 6 *
    // 13.
    int beyond = 0;
    for (float value : values) {
      beyond += Math.abs(value) > 0.03 ? 1 : 0;
    }
    assertEquals(162, beyond, 76);
  }

  /** Of a matrix [1000,60] the columns: each of length 3, any two at right angles. */
  @Test
  void orthogonalKernelsHaveColumnsAtRightAngles() {
    float[] values = kernel(KernelInitializer.orthogonal(3));
    for (int one = 0; one < 60; one++) {
      for (int other = one; other < 60; other++) {
        double product = 0;
        for (int row = 0; row < 1000; row++) {
          product += (double) values[60 * row + one] * values[60 * row + other];
        }
        assertEquals(one == other ? 9 : 0, product, 1e-4, one + " and " + other);
      }
    }
  }

  @Test
  void layerMayStartByAnInitializerOfItsOwn() {
    Initialization first =
        Initialization.glorotUniform(1)
            .layer("block", KernelInitializer.zeros())
            .layer("block/b", (fan, seed) -> new Constant<>(fan.in()));
    try (Drawn drawn = new Drawn(first)) {
      Flow x = drawn.inference().flow(drawn.random(1, Shape.of(1, 3)));
      x.dense("blocks", 3).scope("block", in -> in.dense("a", 2).dense("b", 1));
      assertTrue(largest(drawn.variable("blocks/kernel")) > 0);
      assertArrayEquals(new float[6], drawn.variable("block/a/kernel"), 0); // 3x2
      assertArrayEquals(new float[] {2, 2}, drawn.variable("block/b/kernel"), 0);
    }
  }

  @Test
  void denseKernelsFansAreItsInputsAndOutputs() {
    try (Drawn drawn = new Drawn(Initialization.glorotUniform(1))) {
      drawn.inference().flow(drawn.random(1, Shape.of(1, 300))).dense("fc", 200);
      assertUniform(Math.sqrt(6.0 / (300 + 200)), drawn.variable("fc/kernel"));
    }
  }

  /** Draws {@code before} other layers, then one named fc. */
  private static float[] fc(long seed, int before, String name) {
    try (Drawn drawn = new Drawn(Initialization.glorotUniform(seed))) {
      Flow x = drawn.inference().flow(drawn.random(1, Shape.of(1, 4)));
      for (int i = 0; i < before; i++) {
        x = x.dense("before" + i, 4);
      }
      x.dense(name, 5);
      return drawn.variable(name + "/kernel");
    }
  }

  @Test
  void firstValuesAreAFunctionOfSeedAndName() {
    assertArrayEquals(fc(1, 0, "fc"), fc(1, 0, "fc"));
    assertNotEquals(fc(1, 0, "fc")[0], fc(2, 0, "fc")[0]);
    assertNotEquals(fc(1, 0, "fc")[0], fc(1, 0, "fd")[0]);
  }

  @Test
  void otherLayersDoNotChangeThem() {
    assertArrayEquals(fc(1, 0, "fc"), fc(1, 3, "fc"));
  }

  @Test
  void firstValuesDoNotDependOnTheRun() {
    try (Drawn drawn = new Drawn(Initialization.glorotUniform(1))) {
      drawn.inference().flow(drawn.random(1, Shape.of(1, 4))).dense("fc", 5);
      float[] first = drawn.variable("fc/kernel");
      drawn.set("fc/kernel", new float[20]);
      drawn.session().forceInitialize();
      assertArrayEquals(first, drawn.variable("fc/kernel"));
    }
  }

  @Test
  void biasesStartAsTheirLayersSay() {
    try (Drawn drawn = new Drawn()) {
      Flow x = drawn.inference().flow(drawn.random(1, MAP));
      x.conv("a", Conv.of(3, 2))
          .conv("b", Conv.of(3, 2).bias(1))
          .transposedConv("c", Conv.of(2, 2).bias(0.2f))
          .flatten()
          .dense("d", 2)
          .dense("e", 2, 0.1f);
      assertArrayEquals(new float[] {0, 0}, drawn.variable("a/bias"));
      assertArrayEquals(new float[] {1, 1}, drawn.variable("b/bias"));
      assertArrayEquals(new float[] {0.2f, 0.2f}, drawn.variable("c/bias"));
      assertArrayEquals(new float[] {0, 0}, drawn.variable("d/bias"));
      assertArrayEquals(new float[] {0.1f, 0.1f}, drawn.variable("e/bias"));
    }
  }

  @Test
  void numbersOutOfRangeAreRefused() {
    assertEquals(
        "stddev must be above 0, got 0.0", Refusal.of(() -> KernelInitializer.randomNormal(0)));
    assertEquals(
        "stddev must be above 0, got NaN",
        Refusal.of(() -> KernelInitializer.truncatedNormal(Double.NaN)));
    assertEquals(
        "limit must be above 0, got -1.0", Refusal.of(() -> KernelInitializer.randomUniform(-1)));
    assertEquals(
        "gain must be above 0, got 0.0", Refusal.of(() -> KernelInitializer.orthogonal(0)));
  }

  /**
   * Of a 2x2 kernel at stride 2 one weight a channel meets in a pixel: 600 come in. At stride 1 all
   * four do.
   */
  @ParameterizedTest(name = "stride {0}: {1} numbers meet")
  @CsvSource({"2, 600", "1, 2400"})
  void transposedConvolutionCountsWhatMeetsInAPixel(int stride, int in) {
    try (Drawn drawn = new Drawn(Initialization.of(KernelInitializer.heNormal(), 1))) {
      drawn
          .inference()
          .flow(drawn.random(1, Shape.of(1, 3, 3, 600)))
          .transposedConv("up", Conv.of(2, 25).stride(stride).valid());
      float[] kernel = drawn.variable("up/kernel");
      assertEquals(WEIGHTS, kernel.length); // 2 * 2 * 25 * 600
      assertSpread(Math.sqrt(2.0 / in), kernel);
    }
  }

  /** With SAME padding a kernel of k pixels begins (k - 1) / 2 before its own, rounded down. */
  @ParameterizedTest
  @CsvSource({"1", "2", "3", "4", "5"})
  void identityOfAConvolutionChangesNothing(int kernel) {
    try (Drawn drawn = new Drawn(Initialization.of(KernelInitializer.identity(), 1))) {
      var maps = drawn.random(1, Shape.of(2, 6, 7, 3));
      Flow same = drawn.inference().flow(maps).conv("conv", Conv.of(kernel, 3));
      assertArrayEquals(drawn.values(maps), drawn.values(same));
    }
  }

  @Test
  void identityOfADenseLayerChangesNothing() {
    try (Drawn drawn = new Drawn(Initialization.of(KernelInitializer.identity(), 1))) {
      var vectors = drawn.random(1, Shape.of(2, 5));
      Flow same = drawn.inference().flow(vectors).dense("dense", 5);
      assertArrayEquals(drawn.values(vectors), drawn.values(same));
    }
  }

  @Test
  void identityWantsAsManyChannelsOutAsIn() {
    try (Drawn drawn = new Drawn(Initialization.of(KernelInitializer.identity(), 1))) {
      Flow map = drawn.inference().flow(drawn.random(1, Shape.of(1, 4, 4, 2)));
      assertEquals(
          "the identity has as many channels in as out, but the fans are 18 and 36",
          Refusal.of(() -> map.conv("conv", Conv.of(3, 4))));
    }
  }
}
