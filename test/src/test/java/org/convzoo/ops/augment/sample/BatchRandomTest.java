package org.convzoo.ops.augment.sample;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.convzoo.ops.augment.Augmenting;
import org.convzoo.ops.random.Seeds;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

class BatchRandomTest {

  @AutoClose private final Augmenting augmenting = new Augmenting();

  private float[] draw(long seed, long epoch, long number, String name) {
    return augmenting.floats(augmenting.chance(seed, epoch, number).uniform(name, 4).uniform(4));
  }

  @Test
  void sameSeedEpochNumberAndNameDrawTheSame() {
    assertArrayEquals(draw(1, 2, 3, "a"), draw(1, 2, 3, "a"));
  }

  @Test
  void anyOtherSeedEpochNumberOrNameDrawsOthers() {
    float[] first = draw(1, 2, 3, "a");
    assertFalse(Arrays.equals(first, draw(2, 2, 3, "a")));
    assertFalse(Arrays.equals(first, draw(1, 3, 3, "a")));
    assertFalse(Arrays.equals(first, draw(1, 2, 4, "a")));
    assertFalse(Arrays.equals(first, draw(1, 2, 3, "b")));
    assertFalse(Arrays.equals(draw(1, 0, 1, "a"), draw(1, 1, 0, "a")));
  }

  @Test
  void numbersAreThoseOfTensorFlowsStatelessOpForSeedAndPosition() {
    var tf = augmenting.tf();
    var key = tf.constant(new long[] {Seeds.of(1, "a"), (2L << 32) + 3});
    float[] own =
        augmenting.floats(
            tf.random.statelessRandomUniform(tf.constant(new int[] {4}), key, TFloat32.class));
    assertArrayEquals(own, draw(1, 2, 3, "a"));
  }

  /** Beta(a, a) has the mean 1/2 and the variance 1 / (4 (2 a + 1)). */
  @Test
  void betaHasItsMeanAndItsVariance() {
    for (float alpha : new float[] {0.2f, 1}) {
      var tf = augmenting.tf();
      double sum = 0;
      double squares = 0;
      int draws = 400;
      List<Operand<TFloat32>> all = new ArrayList<>();
      for (int i = 0; i < draws; i++) {
        all.add(augmenting.chance(1, 0, i).beta("share", alpha));
      }
      for (float share : augmenting.floats(tf.stack(all))) {
        assertTrue(share >= 0 && share <= 1, "share " + share);
        sum += share;
        squares += (share - 0.5) * (share - 0.5);
      }
      double variance = 1 / (4 * (2 * alpha + 1));
      assertEquals(0.5, sum / draws, 4 * Math.sqrt(variance / draws));
      assertEquals(variance, squares / draws, 0.15 * variance);
    }
  }
}
