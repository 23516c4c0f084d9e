package org.convzoo.ops.augment;

import static org.convzoo.ops.augment.Augmenting.numbers;
import static org.convzoo.ops.augment.Augmenting.whole;
import static org.convzoo.ops.augment.Picture.assertSame;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import org.convzoo.ops.augment.sample.Interpolation;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random parts of images, beside loops in Java that draw the same. */
class RandomResizedCropTest {

  private static final List<Float> AREA = List.of(0.08f, 1f);
  private static final List<Float> ASPECT = List.of(3 / 4f, 4 / 3f);

  @AutoClose private final Augmenting augmenting = new Augmenting();

  /** Top, left, height and width of the first of ten parts that fits; or null if none does. */
  private static int[] first(
      float[] numbers, int height, int width, List<Float> area, List<Float> aspect) {
    return first(numbers, height, width, area, aspect, widthByHeight -> widthByHeight);
  }

  /** The same where an aspect drawn is not width by height itself. */
  static int[] first(
      float[] numbers,
      int height,
      int width,
      List<Float> area,
      List<Float> aspect,
      DoubleUnaryOperator widthByHeight) {
    for (int i = 0; i < 10; i++) {
      double pixels = between(area, numbers[i]) * height * width;
      double shape = widthByHeight.applyAsDouble(between(aspect, numbers[10 + i]));
      int high = (int) Math.rint(Math.sqrt(pixels / shape));
      int wide = (int) Math.rint(Math.sqrt(pixels * shape));
      if (high > 0 && wide > 0 && high <= height && wide <= width) {
        int top = whole(numbers[20], height - high + 1);
        int left = whole(numbers[21], width - wide + 1);
        return new int[] {top, left, high, wide};
      }
    }
    return null;
  }

  private static double between(List<Float> range, float number) {
    return range.get(0) + (double) number * (range.get(1) - range.get(0));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5})
  void partOfRandomAreaAndShapeIsResized(int number) {
    Picture picture = Picture.random(30, 40, 3);
    float[] numbers = numbers(number, 23);
    int[] part = first(numbers, 30, 40, AREA, ASPECT);
    Picture expected = picture.cropped(part[0], part[1], part[2], part[3], 0).resized(9, 8);
    RandomResizedCrop area = new RandomResizedCrop(List.of(9, 8), AREA, ASPECT, null);
    var done = augmenting.apply(area, picture, numbers);
    assertSame(expected, done, 1e-2f);
    double share = part[2] * part[3] / 1200.0;
    assertTrue(share > 0.06 && share <= 1, "share " + share);
  }

  @Test
  void wholeImageIsTakenWhereNoPartFits() {
    Picture line = Picture.random(3, 60, 1); // no part of 90 % with such a shape fits
    float[] numbers = numbers(0, 23);
    var area = new RandomResizedCrop(List.of(6), List.of(0.9f, 1f), ASPECT, null);
    assertEquals(null, first(numbers, 3, 60, List.of(0.9f, 1f), ASPECT));
    assertSame(line.resized(6, 6), augmenting.apply(area, line, numbers), 1e-2f);
  }

  @Test
  void eachInterpolationIsDrawnAndIsWhatItSays() {
    Picture picture = Picture.random(8, 8, 3);
    List<Interpolation> all = List.of(Interpolation.values());
    Set<Interpolation> drawn = EnumSet.noneOf(Interpolation.class);
    for (int number = 0; number < 20; number++) {
      float[] numbers = numbers(number, 23);
      Interpolation one = all.get(whole(numbers[22], all.size()));
      var everything = List.of(1f, 1f);
      var done =
          augmenting.apply(
              new RandomResizedCrop(List.of(4), everything, everything, all), picture, numbers);
      assertSame(halved(picture, one), done, 0.1f);
      drawn.add(one);
    }
    assertEquals(EnumSet.allOf(Interpolation.class), drawn);
  }

  /** 8x8 to 4x4, where each new centre stands between two old ones. */
  private static Picture halved(Picture picture, Interpolation interpolation) {
    return switch (interpolation) {
      case BILINEAR -> picture.resized(4, 4);
      case AREA -> Picture.of(4, 4, 3, (y, x, c) -> picture.between(2 * y + 0.5, 2 * x + 0.5, c));
      case NEAREST -> Picture.of(4, 4, 3, (y, x, c) -> picture.at(2 * y + 1, 2 * x + 1, c));
      case BICUBIC ->
          Picture.of(
              4,
              4,
              3,
              (y, x, c) -> {
                double sum = 0;
                for (int i = -1; i < 3; i++) {
                  for (int j = -1; j < 3; j++) {
                    sum +=
                        half(2 * y, i)
                            * half(2 * x, j)
                            * picture.at(in(2 * y + i), in(2 * x + j), c);
                  }
                }
                return Math.max(0, Math.min(255, sum));
              });
    };
  }

  private static int in(int place) {
    return Math.max(0, Math.min(7, place));
  }

  /**
   * Keys' kernel with a = -1/2 at distances 3/2, 1/2, 1/2, 3/2: -1/16, 9/16, 9/16, -1/16; what is
   * outside has no part in it.
   */
  private static double half(int from, int step) {
    double[] kernel = {-1 / 16.0, 9 / 16.0, 9 / 16.0, -1 / 16.0};
    double sum = 0;
    for (int i = -1; i < 3; i++) {
      sum += from + i == in(from + i) ? kernel[i + 1] : 0;
    }
    return from + step == in(from + step) ? kernel[step + 1] / sum : 0;
  }

  @Test
  void sizeIsHeightAndWidth() {
    assertArrayEquals(
        new Object[] {3, 5},
        new RandomResizedCrop(List.of(3, 5), AREA, ASPECT, null).size().toArray());
  }
}
