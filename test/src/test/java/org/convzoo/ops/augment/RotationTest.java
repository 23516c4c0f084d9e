package org.convzoo.ops.augment;

import static org.convzoo.ops.augment.Augmenting.numbers;
import static org.convzoo.ops.augment.Picture.assertSame;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.convzoo.ops.Refusal;
import org.convzoo.ops.augment.sample.Sample;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.types.TInt32;

/** Turned images, by hand and beside loops in Java that do the same. */
class RotationTest {

  @AutoClose private final Augmenting augmenting = new Augmenting();

  /** Of U(-180, 180), 0.75 is 90 degrees, counterclockwise, and 0.5 none. */
  @Test
  void quarterTurnIsCounterclockwise() {
    Picture picture = new Picture(2, 2, 1, new float[] {1, 2, 3, 4});
    Picture turned = new Picture(2, 2, 1, new float[] {2, 4, 1, 3});
    Rotation rotation = new Rotation(180, 0);
    assertSame(turned, augmenting.apply(rotation, picture, 0.75f), 1e-4f);
    assertSame(picture, augmenting.apply(rotation, picture, 0.5f), 1e-4f);
    Picture other = new Picture(2, 2, 1, new float[] {3, 1, 4, 2});
    assertSame(other, augmenting.apply(rotation, picture, 0.25f), 1e-4f);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void pixelsComeFromWhereTheAngleSays(int number) {
    Picture picture = Picture.random(9, 14, 3);
    float[] numbers = numbers(number, 1);
    double angle = Math.toRadians(40 * numbers[0] - 20);
    Picture expected =
        Picture.of(9, 14, 3, (y, x, c) -> from(picture, angle, y - 4, x - 6.5, c, 100));
    assertSame(expected, augmenting.apply(new Rotation(20, 100), picture, numbers), 2e-2f);
  }

  /** Bilinear, at a place beside the centre; pixels outside are of the fill. */
  private static double from(
      Picture picture, double angle, double down, double right, int c, float fill) {
    double y = 4 + right * Math.sin(angle) + down * Math.cos(angle);
    double x = 6.5 + right * Math.cos(angle) - down * Math.sin(angle);
    int top = (int) Math.floor(y);
    int left = (int) Math.floor(x);
    double sum = 0;
    for (int i = 0; i < 4; i++) {
      double high = i / 2 == 0 ? 1 - (y - top) : y - top;
      double wide = i % 2 == 0 ? 1 - (x - left) : x - left;
      sum += high * wide * picture.at(top + i / 2, left + i % 2, c, fill);
    }
    return sum;
  }

  /** A third of the way round, what of a corner comes from outside is of the fill. */
  @Test
  void outsideIsFilledForTheImageAndZeroForLabelsOfPixels() {
    var tf = augmenting.tf();
    Picture ones = Picture.of(9, 9, 1, (y, x, c) -> 1);
    var image = ones.drawn(augmenting.drawn);
    Sample sample = new Sample(image, tf.dtypes.cast(image, TInt32.class));
    Sample turned = new Rotation(180, 200).apply(tf, sample, augmenting.draws(0.5f + 45 / 360f));
    Picture done = Picture.read(augmenting.drawn, turned.image());
    int[] labels = augmenting.ints(turned.truth());
    assertEquals(200, done.at(0, 0, 0), 1e-3);
    assertEquals(0, labels[0]);
    assertEquals(1, done.at(4, 0, 0), 1e-3);
    assertEquals(1, labels[4 * 9]);
  }

  @Test
  void labelStaysAndBoxesCannotFollow() {
    var tf = augmenting.tf();
    Picture picture = Picture.random(5, 5, 3);
    Sample sample = augmenting.sample(picture);
    Rotation rotation = new Rotation(10, 0);
    assertArrayEquals(
        new int[] {7}, augmenting.ints(rotation.apply(tf, sample, augmenting.draws(0.1f)).truth()));
    Sample boxes = new Sample(picture.drawn(augmenting.drawn), tf.constant(new float[1][4]));
    assertEquals(
        "boxes cannot follow rotations and shears",
        Refusal.of(() -> rotation.apply(tf, boxes, augmenting.draws(0.1f))));
  }
}
