package org.convzoo.ops.augment.sample;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.convzoo.ops.augment.Augmenting;
import org.convzoo.ops.augment.Cutmix;
import org.convzoo.ops.augment.Mixup;
import org.convzoo.ops.augment.Picture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.Shape;

/** What images of a batch do to one another, beside loops in Java that do the same. */
class MixingTest {

  private static final int IMAGES = 3;
  private static final int HEIGHT = 6;
  private static final int WIDTH = 8;
  private static final int CHANNELS = 2;
  private static final int PIXELS = HEIGHT * WIDTH * CHANNELS;
  private static final float[] LABELS = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0}; // 0, 1, 2 of 4

  @AutoClose private final Augmenting augmenting = new Augmenting();
  private final Picture stack = Picture.random(IMAGES * HEIGHT, WIDTH, CHANNELS);

  private BatchAugmentation.Batch batch() {
    return new BatchAugmentation.Batch(
        augmenting.drawn.constant(Shape.of(IMAGES, HEIGHT, WIDTH, CHANNELS), stack.values()),
        augmenting.drawn.constant(Shape.of(IMAGES, 4), LABELS));
  }

  /** Blends each of some rows with the next, by a share for each of their numbers. */
  private static float[] blended(float[] rows, int length, float[] share) {
    float[] expected = new float[rows.length];
    for (int i = 0; i < rows.length; i++) {
      float one = share[i % length];
      expected[i] = one * rows[i] + (1 - one) * rows[(i + length) % rows.length];
    }
    return expected;
  }

  private static float[] all(int length, float value) {
    float[] values = new float[length];
    Arrays.fill(values, value);
    return values;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void mixupBlendsImagesAndLabelsInTheSameShares(int number) {
    var chance = augmenting.chance(1, 0, number);
    float share = augmenting.number(chance.beta("share", 0.4f));
    var done = new Mixup(0.4f).apply(augmenting.tf(), batch(), chance);
    assertArrayEquals(
        blended(stack.values(), PIXELS, all(PIXELS, share)),
        augmenting.floats(done.images()),
        1e-3f);
    assertArrayEquals(blended(LABELS, 4, all(4, share)), augmenting.floats(done.shares()), 1e-6f);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  void cutmixReplacesARectangleAndItsShareOfTheLabel(int number) {
    var chance = augmenting.chance(1, 0, number);
    double side = Math.sqrt(1 - augmenting.number(chance.beta("share", 1)));
    int high = (int) (HEIGHT * side);
    int wide = (int) (WIDTH * side);
    var size = augmenting.tf().constant(new int[] {HEIGHT, WIDTH});
    int[] middle = augmenting.ints(chance.uniform("middle", 2).pair(size));
    int top = middle[0] - high / 2;
    int left = middle[1] - wide / 2;
    float[] own = new float[PIXELS];
    int kept = 0;
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        boolean cut = y >= top && y < top + high && x >= left && x < left + wide;
        for (int c = 0; c < CHANNELS; c++) {
          own[(y * WIDTH + x) * CHANNELS + c] = cut ? 0 : 1;
        }
        kept += cut ? 0 : 1;
      }
    }
    float share = kept / (float) (HEIGHT * WIDTH);
    var done = new Cutmix(1).apply(augmenting.tf(), batch(), chance);
    assertArrayEquals(
        blended(stack.values(), PIXELS, own), augmenting.floats(done.images()), 1e-4f);
    float[] shares = augmenting.floats(done.shares());
    assertArrayEquals(blended(LABELS, 4, all(4, share)), shares, 1e-6f);
    assertEquals(1, shares[0] + shares[1] + shares[2] + shares[3], 1e-6f);
  }
}
