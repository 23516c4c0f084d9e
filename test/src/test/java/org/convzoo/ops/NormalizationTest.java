package org.convzoo.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/** Local response and batch normalisation against their formulas, in plain Java. */
class NormalizationTest {

  private static final int CHANNELS = 3;
  private static final int WIDE = 9; // drawn by another op in training than 3 channels
  private static final Shape MAPS = Shape.of(4, 3, 2, CHANNELS);
  private static final int PIXELS = 4 * 3 * 2; // of one channel in the batch
  private static final BatchNorm NORM = BatchNorm.of(0.8f, 1e-3f);

  private static final float[] GAMMA = {1.5f, -0.5f, 2};
  private static final float[] BETA = {0.25f, 1, -3};
  private static final float[] MEAN = {0.1f, -0.2f, 0.3f};
  private static final float[] VARIANCE = {0.5f, 2, 1};

  @AutoClose private final Drawn drawn = new Drawn();

  /** x / (k + alpha * sum of squares over n neighbours) ^ beta: Krizhevsky et al., section 3.3. */
  @ParameterizedTest(name = "n {0}, k {1}, alpha {2}, beta {3}")
  @CsvSource({
    "5, 2, 1e-4, 0.75", // the paper's
    "5, 1, 2e-5, 0.75", // Caffe's, alpha / n
    "5, 2, 0.5, 0.75", // an alpha that shows
    "3, 1, 2, 0.5",
    "1, 0.5, 1, 1",
    "9, 1, 0.3, 1.5", // wider than there are channels on either side
  })
  void responseIsNormalisedOverNeighbouringChannels(int n, float k, float alpha, float beta) {
    int channels = 7;
    Shape shape = Shape.of(2, 3, 3, channels);
    float[] x = Drawn.randoms(3, shape);
    double[] expected = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      int channel = i % channels;
      double squares = 0;
      for (int c = channel - n / 2; c <= channel + n / 2; c++) {
        if (c >= 0 && c < channels) {
          squares += x[i - channel + c] * x[i - channel + c];
        }
      }
      expected[i] = x[i] / Math.pow(k + alpha * squares, beta);
    }
    for (Layers net : List.of(drawn.inference(), drawn.training(1))) { // drawn by different ops
      float[] y = drawn.values(net.flow(drawn.constant(shape, x)).lrn(n, k, alpha, beta));
      for (int i = 0; i < x.length; i++) {
        assertEquals(expected[i], y[i], 1e-5, net.phase() + ", element " + i);
      }
    }
  }

  @Test
  void evenNeighbourhoodIsRefused() {
    Flow x = drawn.inference().flow(drawn.random(1, MAPS));
    assertEquals(
        "LRN wants an odd neighbourhood, got 4", Refusal.of(() -> x.lrn(4, 2, 1e-4f, 0.75f)));
    assertEquals(
        "LRN wants an odd neighbourhood, got -1", Refusal.of(() -> x.lrn(-1, 2, 1e-4f, 0.75f)));
  }

  private void setAffine(int channels) {
    drawn.set("bn/gamma", repeated(GAMMA, channels));
    drawn.set("bn/beta", repeated(BETA, channels));
  }

  private void setStatistics(int channels) {
    drawn.set("bn/moving_mean", repeated(MEAN, channels));
    drawn.set("bn/moving_variance", repeated(VARIANCE, channels));
  }

  private static float[] repeated(float[] three, int channels) {
    float[] all = new float[channels];
    for (int c = 0; c < channels; c++) {
      all[c] = three[c % 3];
    }
    return all;
  }

  /** The mean of each channel, then its variance with {@code PIXELS} as the divisor. */
  private static double[][] moments(float[] x, int channels) {
    double[] mean = new double[channels];
    double[] variance = new double[channels];
    for (int i = 0; i < x.length; i++) {
      mean[i % channels] += x[i] / (double) PIXELS;
    }
    for (int i = 0; i < x.length; i++) {
      variance[i % channels] += Math.pow(x[i] - mean[i % channels], 2) / PIXELS;
    }
    return new double[][] {mean, variance};
  }

  private static double normal(double x, int channel, double mean, double variance) {
    return GAMMA[channel % 3] * (x - mean) / Math.sqrt(variance + NORM.epsilon())
        + BETA[channel % 3];
  }

  @ParameterizedTest(name = "{0} channels")
  @ValueSource(ints = {CHANNELS, WIDE})
  void trainingNormalisesByTheBatch(int channels) {
    Shape maps = Shape.of(4, 3, 2, channels);
    float[] x = Drawn.randoms(5, maps);
    Flow y = drawn.training(1).flow(drawn.constant(maps, x)).batchNorm("bn", NORM);
    assertEquals(maps, y.value().shape());
    setAffine(channels);
    double[][] moments = moments(x, channels);
    float[] values = drawn.values(y);
    for (int i = 0; i < x.length; i++) {
      int c = i % channels;
      assertEquals(normal(x[i], c, moments[0][c], moments[1][c]), values[i], 1e-5);
    }
  }

  @Test
  void inferenceNormalisesByTheRunningStatistics() {
    float[] x = Drawn.randoms(5, MAPS);
    Flow y = drawn.inference().flow(drawn.constant(MAPS, x)).batchNorm("bn", NORM);
    setAffine(CHANNELS);
    setStatistics(CHANNELS);
    float[] values = drawn.values(y);
    for (int i = 0; i < x.length; i++) {
      int c = i % CHANNELS;
      assertEquals(normal(x[i], c, MEAN[c], VARIANCE[c]), values[i], 1e-5);
    }
  }

  @Test
  void vectorsAreNormalisedOverTheBatch() {
    float[] x = Drawn.randoms(6, Shape.of(PIXELS, CHANNELS));
    Operand<TFloat32> vectors = drawn.constant(Shape.of(PIXELS, CHANNELS), x);
    Flow y = drawn.training(1).flow(vectors).batchNorm("bn", NORM);
    setAffine(CHANNELS);
    assertEquals(2, y.value().shape().numDimensions());
    double[][] moments = moments(x, CHANNELS);
    float[] values = drawn.values(y);
    for (int i = 0; i < x.length; i++) {
      int c = i % CHANNELS;
      assertEquals(normal(x[i], c, moments[0][c], moments[1][c]), values[i], 1e-5);
    }
  }

  /** decay * old + (1 - decay) * batch's, the variance with Bessel's correction. */
  @ParameterizedTest(name = "{0} channels")
  @ValueSource(ints = {CHANNELS, WIDE})
  void updatesMoveTheRunningStatistics(int channels) {
    Shape maps = Shape.of(4, 3, 2, channels);
    float[] x = Drawn.randoms(5, maps);
    Layers net = drawn.training(1);
    net.flow(drawn.constant(maps, x)).batchNorm("bn", NORM);
    setStatistics(channels);
    assertEquals(2, net.updates().size());
    drawn.run(net.updates());
    double[][] moments = moments(x, channels);
    float[] mean = drawn.variable("bn/moving_mean");
    float[] variance = drawn.variable("bn/moving_variance");
    for (int c = 0; c < channels; c++) {
      double corrected = moments[1][c] * PIXELS / (PIXELS - 1);
      assertEquals(0.8 * MEAN[c % 3] + 0.2 * moments[0][c], mean[c], 1e-5);
      assertEquals(0.8 * VARIANCE[c % 3] + 0.2 * corrected, variance[c], 1e-5);
    }
  }

  @Test
  void runningStatisticsStayWhereNoUpdateRuns() {
    Layers net = drawn.training(1);
    Flow y = net.flow(drawn.random(5, MAPS)).batchNorm("bn", NORM);
    setStatistics(CHANNELS);
    drawn.values(y);
    assertArrayEquals(MEAN, drawn.variable("bn/moving_mean"));
    assertArrayEquals(VARIANCE, drawn.variable("bn/moving_variance"));
  }

  @Test
  void inferenceHasNoUpdates() {
    Layers net = drawn.inference();
    net.flow(drawn.random(5, MAPS)).batchNorm("bn", NORM);
    assertTrue(net.updates().isEmpty());
    assertEquals(0, drawn.operations("AssignSub").size());
  }

  @Test
  void runningStatisticsAreNoParameters() {
    drawn.training(1).flow(drawn.random(5, MAPS)).batchNorm("bn", NORM);
    assertEquals(2 * CHANNELS, drawn.variables().parameters()); // gamma and beta
    assertEquals(4, drawn.variables().all().size());
  }

  @Test
  void scaleStartsAtOneAndShiftAtZero() {
    drawn.training(1).flow(drawn.random(5, MAPS)).batchNorm("bn", NORM);
    assertArrayEquals(new float[] {1, 1, 1}, drawn.variable("bn/gamma"));
    assertArrayEquals(new float[] {0, 0, 0}, drawn.variable("bn/beta"));
    assertArrayEquals(new float[] {0, 0, 0}, drawn.variable("bn/moving_mean"));
    assertArrayEquals(new float[] {1, 1, 1}, drawn.variable("bn/moving_variance"));
  }

  @Test
  void withoutAScaleItIsAsWithAScaleOfOne() {
    Operand<TFloat32> maps = drawn.random(5, MAPS);
    for (Layers net : List.of(drawn.inference(), drawn.training(1))) {
      Flow bare = net.flow(maps).batchNorm("bare", NORM.withoutScale());
      Flow scaled = net.flow(maps).batchNorm("scaled", NORM);
      drawn.set("bare/beta", BETA);
      drawn.set("scaled/beta", BETA);
      assertArrayEquals(drawn.values(scaled), drawn.values(bare));
    }
    assertEquals(CHANNELS + 2 * CHANNELS, drawn.variables().parameters());
  }

  /** Goyal et al. 2017, section 5.1: a unit whose last scale starts at 0 begins as its shortcut. */
  @Test
  void aScaleOfZeroLeavesTheShortcutAlone() {
    Operand<TFloat32> maps = drawn.random(5, MAPS);
    for (Layers net : List.of(drawn.inference(), drawn.training(1))) {
      Flow x = net.flow(maps);
      Conv conv = Conv.of(3, CHANNELS).noBias();
      Flow unit = x.sum(b -> b, b -> b.conv("conv", conv).batchNorm(BatchNorm.USUAL.scale(0)));
      assertArrayEquals(drawn.values(maps), drawn.values(unit));
    }
    assertArrayEquals(new float[CHANNELS], drawn.variable("conv/gamma"));
  }

  @Test
  void badConstantsAreRefused() {
    assertEquals(
        "decay must be in 0..1 and epsilon above 0, got 1.5 and 0.001",
        Refusal.of(() -> BatchNorm.of(1.5f, 1e-3f)));
    assertEquals(
        "decay must be in 0..1 and epsilon above 0, got 0.9 and 0.0",
        Refusal.of(() -> BatchNorm.of(0.9f, 0)));
  }
}
