package org.convzoo.graphs.task;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import org.convzoo.ops.Drawn;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/** U-Net's border weights, by hand and against a search through all pixels. */
class BorderWeightsTest {

  @AutoClose private final Drawn drawn = new Drawn();

  private float[] weights(int height, int width, int... objects) {
    var tf = drawn.test();
    Shape shape = Shape.of(objects.length / (height * width), height, width);
    return drawn.values(BorderWeights.of(tf, tf.constant(shape, DataBuffers.of(objects))));
  }

  /** Equation 2 with w0 = 10 and sigma = 5. */
  private static double weight(double d1, double d2) {
    return 10 * Math.exp(-Math.pow(d1 + d2, 2) / 50);
  }

  @Test
  void pixelsBetweenTwoObjectsWeighByBothDistances() {
    float[] weights = weights(1, 6, 1, 0, 0, 0, 2, 0);
    double[] expected = {
      weight(0, 4), weight(1, 3), weight(2, 2), weight(3, 1), weight(4, 0), weight(5, 1)
    };
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], weights[i], 1e-5, "pixel " + i);
    }
  }

  /** 22 pixels are within reach. */
  @Test
  void objectThatIsFarHasASay() {
    int[] row = new int[24];
    row[0] = 1;
    row[23] = 2;
    assertEquals(weight(1, 22), weights(1, 24, row)[1], 1e-6); // 2.5e-4
  }

  @Test
  void distancesAreEuclidean() {
    // from the middle of the top row: 3 down and 4 to the left is 5, 3 down and 1 to the right
    // 10^.5
    float[] weights =
        weights(
            4, 6, //
            0, 0, 0, 0, 0, 0, //
            0, 0, 0, 0, 0, 0, //
            0, 0, 0, 0, 0, 0, //
            1, 0, 0, 0, 0, 2);
    assertEquals(weight(5, Math.sqrt(10)), weights[4], 1e-5);
  }

  @Test
  void oneObjectAloneOrNoneWeighsNothing() {
    for (float weight : weights(2, 3, 0, 3, 3, 0, 0, 3)) {
      assertEquals(0, weight);
    }
    for (float weight : weights(2, 3, 0, 0, 0, 0, 0, 0)) {
      assertEquals(0, weight);
    }
  }

  @Test
  void imagesOfABatchHaveNothingToDoWithEachOther() {
    float[] weights = weights(1, 2, 1, 0, 0, 2, 1, 2);
    for (int i = 0; i < 4; i++) {
      assertEquals(0, weights[i]);
    }
    assertEquals(weight(0, 1), weights[4], 1e-5);
    assertEquals(weight(1, 0), weights[5], 1e-5);
  }

  /** Beyond 24 pixels nothing is promised but that the weight is below 0.0001. */
  @Test
  void weightsAreThoseOfASearchThroughAllPixels() {
    int height = 31;
    int width = 43;
    Random random = new Random(7);
    int[] objects = new int[height * width];
    for (int object = 1; object <= 5; object++) {
      int top = random.nextInt(height - 6);
      int left = random.nextInt(width - 6);
      for (int y = top; y < top + 2 + random.nextInt(4); y++) {
        Arrays.fill(objects, y * width + left, y * width + left + 1 + random.nextInt(5), object);
      }
    }
    float[] weights = weights(height, width, objects);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double[] nearest = new double[6];
        Arrays.fill(nearest, 1e9);
        nearest[0] = 1e10; // the background is no object
        for (int i = 0; i < objects.length; i++) {
          if (objects[i] > 0) {
            double distance = Math.hypot(y - i / width, x - i % width);
            nearest[objects[i]] = Math.min(nearest[objects[i]], distance);
          }
        }
        Arrays.sort(nearest);
        assertEquals(weight(nearest[0], nearest[1]), weights[y * width + x], 1e-4);
      }
    }
  }
}
