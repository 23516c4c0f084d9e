package org.convzoo.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;

/** Towers read themselves in each, and one another in cross. */
class TowersTest {

  @AutoClose private final Drawn drawn = new Drawn();

  private Flow vector(float... values) {
    return drawn.inference().flow(drawn.constant(Shape.of(1, values.length), values));
  }

  @Test
  void eachTowerReadsItself() {
    Towers x = Towers.of(vector(1), 2).each(t -> t.dense("one", 1)).each(t -> t.dense("two", 1));
    Flow y = x.merge();
    drawn.set("tower1/one/kernel", 2);
    drawn.set("tower2/one/kernel", 3);
    drawn.set("tower1/two/kernel", 10);
    drawn.set("tower2/two/kernel", 100);
    assertArrayEquals(new float[] {20, 300}, drawn.values(y));
  }

  @Test
  void crossedTowersReadAllInTheirOrder() {
    Towers x = Towers.of(vector(1), 2).each(t -> t.dense("one", 1)).cross(t -> t.dense("two", 1));
    Flow y = x.merge();
    drawn.set("tower1/one/kernel", 2);
    drawn.set("tower2/one/kernel", 3);
    drawn.set("tower1/two/kernel", 10, 100);
    drawn.set("tower2/two/kernel", 1000, 10000);
    assertArrayEquals(new float[] {320, 32000}, drawn.values(y)); // 2*10 + 3*100, ...
  }

  /** A convolution in groups is what two towers are where they read only themselves. */
  @Test
  void towersHaveTheParametersOfAGroupedConvolution() {
    Flow image = drawn.inference().flow(drawn.random(1, Shape.of(1, 5, 5, 3)));
    Towers.of(image, 2)
        .each(t -> t.conv("conv1", Conv.of(3, 4)))
        .each(t -> t.conv("conv2", Conv.of(3, 6)))
        .cross(t -> t.conv("conv3", Conv.of(3, 5)));
    // conv1 3*3*3*4 + 4, conv2 3*3*4*6 + 6, conv3 3*3*(6 + 6)*5 + 5, all twice
    assertEquals(2 * (112 + 222 + 545), drawn.variables().parameters());
  }

  @Test
  void whatFollowsAMergeStandsOutsideTheTowers() {
    Flow y = Towers.of(vector(1), 3).each(t -> t.dense("a", 2)).merge().dense("b", 4);
    assertEquals("b/BiasAdd", y.value().op().name());
    assertEquals(
        List.of("tower1/a/MatMul", "tower2/a/MatMul", "tower3/a/MatMul", "b/MatMul"),
        drawn.operations("MatMul"));
    assertEquals(List.of("Concat"), drawn.operations("ConcatV2"));
  }

  @Test
  void towersComeInTwosAndMore() {
    assertEquals("towers come in twos and more, got 1", Refusal.of(() -> Towers.of(vector(1), 1)));
  }
}
