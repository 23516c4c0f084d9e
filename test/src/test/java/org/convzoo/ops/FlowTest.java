package org.convzoo.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;

/** How flows branch, are added and are padded with zeros; and what stands in whose scope. */
class FlowTest {

  @AutoClose private final Drawn drawn = new Drawn();

  private Flow vector(float... values) {
    return drawn.inference().flow(drawn.constant(Shape.of(1, values.length), values));
  }

  @Test
  void sumAddsItsTwoBranches() {
    Flow x = vector(1, -2, 3);
    Flow y = x.sum(b -> b.times(10), Flow::relu);
    assertArrayEquals(new float[] {10 + 1, -20 + 0, 30 + 3}, drawn.values(y));
  }

  @Test
  void sumStandsInTheBlockItsBranchesStartFrom() {
    vector(1, 2)
        .scope("unit", u -> u.sum(b -> b.dense("a", 3), b -> b.dense("b", 4).dense("c", 3)))
        .relu();
    assertEquals(List.of("unit/Add"), drawn.operations("Add"));
    assertEquals(List.of("unit/Relu"), drawn.operations("Relu"));
  }

  @Test
  void meanOfTwoIsHalfTheirSum() {
    Flow x = vector(1, 5);
    assertArrayEquals(new float[] {2, 1}, drawn.values(x.plus(vector(3, -3)).times(0.5f)));
  }

  /** As a highway's gate does: t h + (1 - t) x = (h - x) t + x. */
  @Test
  void gateLetsThroughAShare() {
    Flow x = vector(1, 10, 100);
    Flow h = vector(2, 20, 200);
    Flow t = vector(0, 0.5f, 1);
    assertArrayEquals(new float[] {1, 15, 200}, drawn.values(h.minus(x).times(t).plus(x)));
  }

  @Test
  void zeroPadSurroundsTheMap() {
    float[][] map = {{1, 2}, {3, 4}};
    assertArrayEquals(
        new float[][] {{0, 0, 0, 0}, {0, 1, 2, 0}, {0, 3, 4, 0}, {0, 0, 0, 0}},
        drawn.rows(drawn.map(map).zeroPad(1)));
  }

  /** Where a maximum over padded zeros is wanted, as over numbers of any sign. */
  @Test
  void paddedZerosWinAgainstNegativeNumbers() {
    float[][] map = {{-1, -2}, {-3, 4}};
    assertArrayEquals( // two pixels on, the second window sees only (-3, 4) and zeros
        new float[][] {{0, 0}, {0, 4}},
        drawn.rows(drawn.map(map).zeroPad(1).maxPool(Pool.of(2, 2))));
  }

  @Test
  void zeroChannelsFollowThoseThereAre() {
    Flow x = drawn.inference().flow(drawn.constant(Shape.of(1, 1, 2, 2), 1, 2, 3, 4));
    assertArrayEquals(new float[] {1, 2, 0, 3, 4, 0}, drawn.values(x.zeroChannels(3)));
  }

  @Test
  void channelsAreNotTakenAway() {
    Flow x = drawn.inference().flow(drawn.random(1, Shape.of(1, 1, 1, 3)));
    assertEquals(
        "the input: 3 channels cannot be padded to 2", Refusal.of(() -> x.zeroChannels(2)));
  }

  @Test
  void firstChannelsAreKept() {
    Flow x = drawn.inference().flow(drawn.constant(Shape.of(1, 1, 2, 3), 1, 2, 3, 4, 5, 6));
    assertArrayEquals(new float[] {1, 2, 4, 5}, drawn.values(x.firstChannels(2)));
    assertEquals(
        "the input: of 3 channels, 4 cannot be kept", Refusal.of(() -> x.firstChannels(4)));
  }

  @Test
  void channelsAreSelectedInTheOrderAskedFor() {
    Flow x = drawn.inference().flow(drawn.constant(Shape.of(1, 1, 2, 3), 1, 2, 3, 4, 5, 6));
    assertArrayEquals(new float[] {3, 1, 6, 4}, drawn.values(x.selectChannels(2, 0)));
    assertEquals("the input: there is no channel 3 of 3", Refusal.of(() -> x.selectChannels(0, 3)));
  }

  /** Option A's subsampling, and tf-slim's. */
  @Test
  void poolingOfOnePixelTakesEverySecondOne() {
    float[][] map = {{-1, 2, -3}, {4, 5, 6}, {-7, 8, -9}};
    assertArrayEquals(
        new float[][] {{-1, -3}, {-7, -9}}, drawn.rows(drawn.map(map).maxPool(Pool.of(1, 2))));
  }

  @Test
  void batchNormWithoutANameSharesItsConvolutionsScope() {
    Flow x = drawn.inference().flow(drawn.random(1, Shape.of(1, 4, 4, 2)));
    Flow y = x.conv("c", Conv.of(3, 5).noBias()).batchNorm(BatchNorm.USUAL);
    assertEquals(
        List.of("c/kernel", "c/gamma", "c/beta", "c/moving_mean", "c/moving_variance"),
        drawn.variables().all().stream().map(Variable::name).toList());
    assertEquals(
        "two layers are named c/batch_norm", Refusal.of(() -> y.batchNorm(BatchNorm.USUAL)));
  }

  @Test
  void cropKeepsTheCentreAndTheUpperLeftOfTwo() {
    float[][] map = {{1, 2, 3, 4}, {5, 6, 7, 8}, {9, 10, 11, 12}, {13, 14, 15, 16}};
    assertArrayEquals(new float[][] {{6, 7}, {10, 11}}, drawn.rows(drawn.map(map).crop(2, 2)));
    assertArrayEquals(new float[][] {{5, 6, 7}}, drawn.rows(drawn.map(map).crop(1, 3).crop(1, 3)));
  }

  @Test
  void cropLargerThanTheMapIsRefused() {
    Flow map = drawn.map(new float[][] {{1, 2}, {3, 4}});
    assertEquals(
        "the input: 3x2 pixels cannot be cut out of a map of 2x2",
        Refusal.of(() -> map.crop(3, 2)));
  }
}
