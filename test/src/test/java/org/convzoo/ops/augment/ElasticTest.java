package org.convzoo.ops.augment;

import static org.convzoo.ops.augment.Augmenting.numbers;
import static org.convzoo.ops.augment.Picture.assertSame;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.convzoo.ops.Refusal;
import org.convzoo.ops.augment.sample.Sample;
import org.convzoo.ops.augment.sample.UniformSamples;
import org.convzoo.ops.augment.sample.UniformSamplesTest;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.tensorflow.types.TInt32;

/** The elastic deformation, beside loops in Java that do the same. */
class ElasticTest {

  private static final int HEIGHT = 17;
  private static final int WIDTH = 13;

  @AutoClose private final Augmenting augmenting = new Augmenting();

  /** Keys' kernel with a = -3/4, as TensorFlow has it where corners are aligned. */
  private static double kernel(double distance) {
    double a = -0.75;
    double d = Math.abs(distance);
    if (d <= 1) {
      return ((a + 2) * d - (a + 3)) * d * d + 1;
    }
    return d < 2 ? ((a * d - 5 * a) * d + 8 * a) * d - 4 * a : 0;
  }

  /** The displacement of a pixel, from 3x3 of them: [3,3,2]. */
  private static double displacement(double[] coarse, int y, int x, int axis) {
    double down = y * 2.0 / (HEIGHT - 1);
    double across = x * 2.0 / (WIDTH - 1);
    double sum = 0;
    for (int i = (int) down - 1; i <= (int) down + 2; i++) {
      for (int j = (int) across - 1; j <= (int) across + 2; j++) {
        int row = Math.max(0, Math.min(2, i));
        int column = Math.max(0, Math.min(2, j));
        sum += kernel(down - i) * kernel(across - j) * coarse[(row * 3 + column) * 2 + axis];
      }
    }
    return sum;
  }

  private static double mirrored(double place, int length) {
    double at = Math.abs(place) % (2 * (length - 1));
    return Math.min(at, 2 * (length - 1) - at);
  }

  private static double row(double[] coarse, int y, int x) {
    return mirrored(y + displacement(coarse, y, x, 0), HEIGHT);
  }

  private static double column(double[] coarse, int y, int x) {
    return mirrored(x + displacement(coarse, y, x, 1), WIDTH);
  }

  @Test
  void pixelsComeFromWhereABicubicFieldSays() {
    // smooth, so that a thousandth of a pixel is little
    Picture picture =
        Picture.of(HEIGHT, WIDTH, 2, (y, x, c) -> 128 + 100 * Math.sin((y + 2 * x) / 5.0 + c));
    for (int number = 0; number < 3; number++) {
      float[] numbers = numbers(number, 36);
      double[] coarse = UniformSamplesTest.normals(4, numbers);
      Picture expected =
          Picture.of(
              HEIGHT,
              WIDTH,
              2,
              (y, x, c) -> picture.between(row(coarse, y, x), column(coarse, y, x), c));
      assertSame(expected, augmenting.apply(new Elastic(3, 4), picture, numbers), 1);
    }
  }

  @Test
  void labelsOfPixelsAreThoseOfTheNearest() {
    Picture picture = Picture.of(HEIGHT, WIDTH, 1, (y, x, c) -> y * WIDTH + x);
    var tf = augmenting.tf();
    var image = picture.drawn(augmenting.drawn);
    float[] numbers = numbers(9, 36);
    double[] coarse = UniformSamplesTest.normals(2, numbers);
    var sample = new Sample(image, tf.dtypes.cast(image, TInt32.class));
    int[] found =
        augmenting.ints(new Elastic(3, 2).apply(tf, sample, augmenting.draws(numbers)).truth());
    int near = 0;
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        int label = found[y * WIDTH + x];
        assertEquals(row(coarse, y, x), label / WIDTH, 0.51);
        assertEquals(column(coarse, y, x), label % WIDTH, 0.51);
        near += label == y * WIDTH + x ? 1 : 0;
      }
    }
    assertEquals(true, near < found.length / 2, near + " did not move");
  }

  @Test
  void withoutDisplacementNothingMoves() {
    Picture picture = Picture.random(HEIGHT, WIDTH, 3);
    float[] numbers = numbers(0, 36);
    assertSame(picture, augmenting.apply(new Elastic(3, 0), picture, numbers), 1e-4f);
    Picture dot = Picture.random(1, 1, 3);
    assertArrayEquals(
        dot.values(), augmenting.apply(new Elastic(3, 10), dot, numbers).values(), 1e-4f);
  }

  @Test
  void boxesCannotFollow() {
    var tf = augmenting.tf();
    var image = Picture.random(HEIGHT, WIDTH, 3).drawn(augmenting.drawn);
    var sample = new Sample(image, tf.constant(new float[1][4]));
    UniformSamples draws = augmenting.draws(numbers(0, 36));
    assertEquals(
        "boxes cannot follow an elastic deformation",
        Refusal.of(() -> new Elastic(3, 10).apply(tf, sample, draws)));
  }
}
