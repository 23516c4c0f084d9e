package org.convzoo.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.ndarray.Shape;

/** Poolings against numbers worked by hand, and against a plain loop. */
class PoolingTest {

  private static final float[][] FOUR = {
    {1, 2, 3, 4}, {5, 6, 7, 8}, {9, 10, 11, 12}, {13, 14, 15, 16}
  };
  private static final float[][] NEGATIVE = {{-1, -2, -3}, {-4, -5, -6}, {-7, -8, -9}};

  @AutoClose private final Drawn drawn = new Drawn();

  private float[][] max(float[][] map, Pool pool) {
    return drawn.rows(drawn.map(map).maxPool(pool));
  }

  private float[][] average(float[][] map, Pool pool) {
    return drawn.rows(drawn.map(map).avgPool(pool));
  }

  @Test
  void maximumOfEachWindow() {
    assertArrayEquals(new float[][] {{6, 8}, {14, 16}}, max(FOUR, Pool.of(2, 2)));
  }

  @Test
  void averageOfEachWindow() {
    // (1 + 2 + 5 + 6) / 4 = 3.5, and 2 more a column, 8 more a row of windows
    assertArrayEquals(new float[][] {{3.5f, 5.5f}, {11.5f, 13.5f}}, average(FOUR, Pool.of(2, 2)));
  }

  @Test
  void windowsMayOverlap() {
    float[][] five = {
      {9, 1, 1, 1, 8}, {1, 1, 1, 1, 1}, {1, 1, 5, 1, 1}, {1, 1, 1, 1, 1}, {7, 1, 1, 1, 6}
    };
    assertArrayEquals(new float[][] {{9, 8}, {7, 6}}, max(five, Pool.of(3, 2)));
    // The five in the middle is in all four windows: (9 + 5 + 7 * 1) / 9.
    assertArrayEquals(
        new float[][] {{21 / 9f, 20 / 9f}, {19 / 9f, 18 / 9f}}, average(five, Pool.of(3, 2)));
  }

  @Test
  void windowsNeedNotBeSquareNorStrideAlike() {
    assertArrayEquals(new float[][] {{5, 6, 7, 8}, {13, 14, 15, 16}}, max(FOUR, Pool.window(2, 1)));
    assertArrayEquals(
        new float[][] {{2, 3, 4}, {10, 11, 12}}, max(FOUR, Pool.window(1, 2).stride(2, 1)));
    assertArrayEquals( // the second window has the last two rows
        new float[][] {{9, 10, 11, 12}, {13, 14, 15, 16}},
        max(FOUR, Pool.window(3, 1).stride(2, 1).ceilMode()));
    assertArrayEquals( // windows begin at columns 0 and 3
        new float[][] {{3, 4}, {7, 8}, {11, 12}, {15, 16}},
        max(FOUR, Pool.window(1, 3).ceilMode()));
    assertArrayEquals( // (1 + 2 + 3 + 4) / 4, and 4 more a row
        new float[][] {{2.5f}, {6.5f}, {10.5f}, {14.5f}}, average(FOUR, Pool.window(1, 4)));
    assertArrayEquals( // the first row alone; (5 + 9) / 2
        new float[][] {{1, 2, 3, 4}, {7, 8, 9, 10}},
        average(FOUR, Pool.window(2, 1).padding(Padding.of(1, 0, 0, 0))));
  }

  @Test
  void paddingMustBeSmallerThanTheWindowAlongItsAxis() {
    Pool low = Pool.window(3, 1);
    assertEquals(
        "padding must be smaller than the window, got 1 for 1", Refusal.of(() -> low.pad(1)));
    assertEquals(
        "window and strides must be >= 1, got 3x1 and 0, 2", Refusal.of(() -> low.stride(0, 2)));
  }

  @Test
  void floorLeavesOutTheLastRowsAndCeilModeDoesNot() {
    assertArrayEquals(new float[][] {{11}}, max(FOUR, Pool.of(3, 2)));
    assertArrayEquals(new float[][] {{11, 12}, {15, 16}}, max(FOUR, Pool.of(3, 2).ceilMode()));
  }

  @Test
  void averageInCeilModeIsOverThePixelsThatExist() {
    // 3x3, 3x2, 2x3 and 2x2 pixels: 6; (3+4+7+8+11+12)/6; (9+10+11+13+14+15)/6; (11+12+15+16)/4.
    assertArrayEquals(
        new float[][] {{6, 7.5f}, {12, 13.5f}}, average(FOUR, Pool.of(3, 2).ceilMode()));
  }

  @Test
  void paddedPixelsNeverWinAMaximum() {
    assertArrayEquals(new float[][] {{-1, -2}, {-4, -5}}, max(NEGATIVE, Pool.of(3, 2).pad(1)));
    assertArrayEquals(new float[][] {{-1, -2}, {-4, -5}}, max(NEGATIVE, Pool.of(3, 2).same()));
    assertArrayEquals(new float[][] {{-1, -3}, {-7, -9}}, max(NEGATIVE, Pool.of(2, 2).ceilMode()));
  }

  @Test
  void paddedPixelsNeverCountInAnAverage() {
    float[][] expected = {{-3, -4}, {-6, -7}}; // four pixels in each corner: (1+2+4+5) / 4 = 3
    assertArrayEquals(expected, average(NEGATIVE, Pool.of(3, 2).pad(1)));
    assertArrayEquals(expected, average(NEGATIVE, Pool.of(3, 2).same()));
  }

  @Test
  void samePaddingOfAnEvenSizePutsItsOnePixelBelowAndRight() {
    // Windows begin at 0 and 2, not at -1 and 1: the maxima are pixels (2,2), (2,3), (3,2), (3,3).
    assertArrayEquals(new float[][] {{11, 12}, {15, 16}}, max(FOUR, Pool.of(3, 2).same()));
  }

  /** A pixel above begins the windows' rows at -1 and 1, one on the left their columns. */
  @Test
  void onePixelAboveOrOnTheLeftIsNotTakenForSamePadding() {
    assertArrayEquals(new float[][] {{6, 8}, {14, 16}}, max(FOUR, padded(1, 0, 1, 0)));
    assertArrayEquals(new float[][] {{7, 8}, {15, 16}}, max(FOUR, padded(1, 0, 0, 1)));
    assertArrayEquals(new float[][] {{10, 12}, {14, 16}}, max(FOUR, padded(0, 1, 1, 0)));
    assertArrayEquals(new float[][] {{11, 12}, {15, 16}}, max(FOUR, padded(0, 1, 0, 1)));
  }

  private static Pool padded(int top, int bottom, int left, int right) {
    return Pool.of(3, 2).padding(Padding.of(top, bottom, left, right));
  }

  /**
   * Caffe's pooling_layer.cpp: ceil((size + 2 pad - window) / stride) + 1, less one where the last
   * window would begin in the padding.
   */
  @ParameterizedTest(name = "{0} pixels, window {1}, stride {2}, pad {3} make {4}")
  @CsvSource({
    // size, window, stride, pad, output
    "112, 3, 2, 0, 56", // GoogLeNet's pool1: ceil(109 / 2) + 1 = 55 + 1
    "56, 3, 2, 0, 28", // ceil(53 / 2) + 1 = 27 + 1
    "28, 3, 2, 0, 14", // ceil(25 / 2) + 1 = 13 + 1
    "14, 3, 2, 0, 7", // ceil(11 / 2) + 1 = 6 + 1
    "55, 3, 2, 0, 27", // AlexNet's: 52 / 2 + 1, nothing to round
    "24, 2, 2, 0, 12", // LeNet's: 22 / 2 + 1
    "5, 2, 2, 0, 3", // ceil(3 / 2) + 1 = 2 + 1
    "3, 3, 2, 0, 1",
    "4, 3, 2, 0, 2",
    "7, 3, 3, 0, 3", // ceil(4 / 3) + 1 = 2 + 1
    "7, 3, 1, 1, 7", // an inception block's: 6 / 1 + 1
    "6, 3, 2, 1, 4", // ceil(5 / 2) + 1 = 3 + 1, begins at 6 = 6 + 1 - 1, still on a pixel
    "4, 2, 2, 1, 3", // 4 / 2 + 1
    "5, 2, 2, 1, 3", // ceil(5 / 2) + 1 = 4 begins at 6 >= 5 + 1: one less
    "6, 2, 3, 0, 2", // ceil(4 / 3) + 1 = 3 begins at 6 >= 6: one less
  })
  void ceilModeHasCaffesSize(int size, int window, int stride, int pad, int output) {
    Pool pool = (pad == 0 ? Pool.of(window, stride) : Pool.of(window, stride).pad(pad)).ceilMode();
    Flow x = drawn.inference().flow(drawn.random(7, Shape.of(1, size, size + 1, 2)));
    assertEquals(output, x.maxPool(pool).height());
    assertEquals(output, x.avgPool(pool).height());
  }

  @ParameterizedTest(name = "{0}x{1}, window {2}, stride {3}, pad {4}, ceil {5}")
  @CsvSource({
    "4, 5, 3, 2, 0, true",
    "5, 4, 3, 2, 0, true",
    "6, 8, 3, 2, 0, true",
    "5, 6, 2, 2, 0, true",
    "6, 7, 2, 3, 0, true",
    "7, 8, 3, 3, 0, true",
    "6, 7, 3, 2, 1, true",
    "5, 6, 2, 2, 1, true",
    "5, 6, 3, 1, 1, true",
    "9, 6, 5, 3, 2, true",
    "6, 7, 3, 2, 1, false",
    "5, 6, 3, 1, 1, false",
    "5, 6, 5, 3, 0, false",
    "6, 5, 2, 3, 0, false",
  })
  void poolingIsAPlainLoopOverThePixelsThatExist(
      int height, int width, int window, int stride, int pad, boolean ceil) {
    Pool pool = pad == 0 ? Pool.of(window, stride) : Pool.of(window, stride).pad(pad);
    pool = ceil ? pool.ceilMode() : pool;
    float[] pixels = Drawn.randoms(height * 10L + width, Shape.of(height, width));
    float[][] map = new float[height][width];
    for (int i = 0; i < pixels.length; i++) {
      map[i / width][i % width] = pixels[i] - 2; // below 0, where a zero would win
    }
    float[][] max = max(map, pool);
    float[][] average = average(map, pool);
    int rows = windows(height, window, stride, pad, ceil);
    int columns = windows(width, window, stride, pad, ceil);
    assertEquals(rows + "x" + columns, max.length + "x" + max[0].length);
    assertEquals(rows + "x" + columns, average.length + "x" + average[0].length);
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        float largest = Float.NEGATIVE_INFINITY;
        double sum = 0;
        int count = 0;
        for (int y = row * stride - pad; y < row * stride - pad + window; y++) {
          for (int x = column * stride - pad; x < column * stride - pad + window; x++) {
            if (y >= 0 && y < height && x >= 0 && x < width) {
              largest = Math.max(largest, map[y][x]);
              sum += map[y][x];
              count++;
            }
          }
        }
        assertEquals(largest, max[row][column]);
        assertEquals(sum / count, average[row][column], 1e-5);
      }
    }
  }

  private static int windows(int size, int window, int stride, int pad, boolean ceil) {
    double steps = (size + 2.0 * pad - window) / stride;
    int windows = (int) (ceil ? Math.ceil(steps) : Math.floor(steps)) + 1;
    return ceil && (windows - 1) * stride >= size + pad ? windows - 1 : windows;
  }

  @Test
  void channelsArePooledApart() {
    Flow x = drawn.inference().flow(drawn.constant(Shape.of(1, 2, 1, 2), 1, 40, 3, 20));
    assertArrayEquals(new float[] {2, 30}, drawn.values(x.globalAvgPool()));
    Flow column =
        drawn.inference().flow(drawn.constant(Shape.of(1, 2, 2, 2), 1, 8, 2, 7, 3, 6, 4, 5));
    assertArrayEquals(new float[] {4, 8}, drawn.values(column.maxPool(Pool.of(2, 2))));
  }

  @Test
  void globalAverageIsOneNumberAChannelOfEachImage() {
    Flow y =
        drawn
            .inference()
            .flow(drawn.constant(Shape.of(2, 1, 3, 1), 1, 2, 6, 10, 20, 60))
            .globalAvgPool();
    assertEquals(2, y.value().shape().numDimensions());
    assertArrayEquals(new float[] {3, 30}, drawn.values(y));
  }

  /** From floor(i * 3 / 2) to ceil((i + 1) * 3 / 2): rows 0 and 1, then 1 and 2. */
  @Test
  void adaptiveAverageIsOverWindowsThatShareTheirEdges() {
    float[][] three = {{1, 2, 3}, {4, 5, 6}, {7, 8, 9}};
    // (1 + 2 + 4 + 5) / 4 = 3, and 1 more a column, 3 more a row
    assertArrayEquals(new float[][] {{3, 4}, {6, 7}}, adaptive(three, 2));
    // 4 to 3: columns 0 and 1, 1 and 2, 2 and 3: (1 + 2 + 5 + 6) / 4 = 3.5, and 1 more, and 4 more
    assertArrayEquals(
        new float[][] {{3.5f, 4.5f, 5.5f}, {7.5f, 8.5f, 9.5f}, {11.5f, 12.5f, 13.5f}},
        adaptive(FOUR, 3));
  }

  @Test
  void adaptiveAverageOfUnevenWindows() {
    // 5 to 3: columns 0 and 1, 1 to 3, 3 and 4
    assertArrayEquals(
        new float[][] {{2, 7, 24}, {2, 7, 24}, {2, 7, 24}},
        adaptive(new float[][] {{1, 3, 6, 12, 36}}, 3));
  }

  @Test
  void adaptiveAverageRepeatsWhereTheMapIsSmallerAndKeepsWhereItFits() {
    // 2 to 3: column 0, both, column 1
    assertArrayEquals(
        new float[][] {{1, 2, 3}, {1, 2, 3}, {1, 2, 3}}, adaptive(new float[][] {{1, 3}}, 3));
    assertArrayEquals(FOUR, adaptive(FOUR, 4));
    assertArrayEquals(average(FOUR, Pool.of(2, 2)), adaptive(FOUR, 2));
  }

  private float[][] adaptive(float[][] map, int size) {
    return drawn.rows(drawn.map(map).adaptiveAvgPool(size));
  }

  @Test
  void badWindowsAreRefused() {
    assertEquals(
        "window and strides must be >= 1, got 0x0 and 2, 2", Refusal.of(() -> Pool.of(0, 2)));
    assertEquals(
        "window and strides must be >= 1, got 2x2 and 0, 0", Refusal.of(() -> Pool.of(2, 0)));
    assertEquals(
        "SAME padding leaves nothing to round up",
        Refusal.of(() -> Pool.of(2, 2).same().ceilMode()));
    assertEquals(
        "padding must be smaller than the window, got 2 for 2",
        Refusal.of(() -> Pool.of(2, 2).pad(2))); // whole windows of padding
    Flow after = drawn.map(FOUR).conv("conv1", Conv.of(1, 1));
    assertEquals(
        "conv1: a window of 5x5 pixels does not fit into a map of 4x4",
        Refusal.of(() -> after.maxPool(Pool.of(5, 1))));
    assertEquals(
        "the input: a window of 5x5 pixels does not fit into a map of 4x4",
        Refusal.of(() -> drawn.map(FOUR).avgPool(Pool.of(5, 1))));
  }
}
