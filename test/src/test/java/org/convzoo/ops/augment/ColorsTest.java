package org.convzoo.ops.augment;

import static org.convzoo.ops.augment.Augmenting.numbers;
import static org.convzoo.ops.augment.Augmenting.whole;
import static org.convzoo.ops.augment.Picture.assertSame;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.convzoo.ops.Refusal;
import org.convzoo.ops.augment.sample.UniformSamplesTest;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What colours become, beside loops in Java that do the same. */
class ColorsTest {

  private static final double[] WEIGHTS = {0.299, 0.587, 0.114};

  @AutoClose private final Augmenting augmenting = new Augmenting();

  @Test
  void lightingAddsTheComponentsByTheirEigenvaluesAndRandomNumbers() {
    List<Float> values = List.of(0.2f, 0.02f, 0.005f);
    List<List<Float>> vectors =
        List.of(List.of(0.6f, 0.5f, 0.6f), List.of(-0.7f, 0f, 0.7f), List.of(0.4f, -0.8f, 0.4f));
    Picture picture = Picture.random(5, 4, 3);
    float[] numbers = numbers(3, 6);
    double[] alpha = UniformSamplesTest.normals(0.1, numbers);
    Picture expected =
        Picture.of(
            5,
            4,
            3,
            (y, x, c) -> {
              double sum = picture.at(y, x, c);
              for (int i = 0; i < 3; i++) {
                sum += 255 * vectors.get(i).get(c) * alpha[i] * values.get(i);
              }
              return sum;
            });
    var lighting = new Lighting(0.1f, values, vectors);
    assertSame(expected, augmenting.apply(lighting, picture, numbers), 1e-3f);
    assertEquals(
        "lighting is for images of 3 channels, got 1",
        Refusal.of(() -> augmenting.apply(lighting, Picture.random(5, 4, 1), numbers)));
  }

  private static double cut(double value) {
    return Math.max(0, Math.min(255, value));
  }

  private static double grey(Picture picture, int y, int x) {
    double sum = 0;
    for (int c = 0; c < 3; c++) {
      sum += WEIGHTS[c] * picture.at(y, x, c);
    }
    return sum;
  }

  private static double factor(float number, double most) {
    return 1 - most + 2 * most * number;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void brightnessContrastAndSaturationAreFactorsInThisOrder(int number) {
    Picture picture = Picture.random(5, 4, 3);
    float[] numbers = numbers(number, 3);
    double bright = factor(numbers[0], 0.4);
    double contrast = factor(numbers[1], 0.5);
    double saturation = factor(numbers[2], 0.6);
    Picture one = Picture.of(5, 4, 3, (y, x, c) -> cut(picture.at(y, x, c) * bright));
    double sum = 0;
    for (int i = 0; i < 20; i++) {
      sum += grey(one, i / 4, i % 4);
    }
    double mean = sum / 20;
    Picture two = Picture.of(5, 4, 3, (y, x, c) -> cut(mean + (one.at(y, x, c) - mean) * contrast));
    Picture three =
        Picture.of(
            5,
            4,
            3,
            (y, x, c) -> {
              double grey = grey(two, y, x);
              return cut(grey + (two.at(y, x, c) - grey) * saturation);
            });
    var jitter = new ColorJitter(0.4f, 0.5f, 0.6f);
    assertSame(three, augmenting.apply(jitter, picture, numbers), 2e-3f);
  }

  @Test
  void greyImagesHaveNoSaturation() {
    Picture picture = Picture.random(5, 4, 1);
    ColorJitter jitter = new ColorJitter(0, 0, 1);
    assertSame(picture, augmenting.apply(jitter, picture, numbers(0, 3)), 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  void cutoutCoversASquareAroundARandomPixel(int number) {
    Picture picture = Picture.random(7, 9, 3);
    float[] numbers = numbers(number, 2);
    int[] middle = {whole(numbers[0], 7), whole(numbers[1], 9)};
    Picture expected =
        Picture.of(
            7,
            9,
            3,
            (y, x, c) -> {
              boolean covered =
                  y >= middle[0] - 2 // half of 4 to one side, and the rest to the other
                      && y < middle[0] + 2
                      && x >= middle[1] - 2
                      && x < middle[1] + 2;
              return covered ? 128 : picture.at(y, x, c);
            });
    assertSame(expected, augmenting.apply(new Cutout(4, 128), picture, numbers), 0);
  }

  @Test
  void eraseCoversTheDrawnRectangleOfTheDrawnImages() {
    Picture picture = Picture.random(20, 30, 3);
    List<Float> area = List.of(0.02f, 0.4f);
    List<Float> aspect = List.of(0.3f, 3.3f);
    int erased = 0;
    for (int number = 0; number < 12; number++) {
      float[] numbers = numbers(number, 23);
      int[] hole = RandomResizedCropTest.first(numbers, 20, 30, area, aspect, r -> 1 / r);
      boolean whether = numbers[22] < 0.5f;
      Picture expected =
          Picture.of(
              20,
              30,
              3,
              (y, x, c) -> {
                boolean in =
                    y >= hole[0] && y < hole[0] + hole[2] && x >= hole[1] && x < hole[1] + hole[3];
                return whether && in ? 0 : picture.at(y, x, c);
              });
      assertSame(expected, augmenting.apply(new Erase(0.5f, area, aspect, 0), picture, numbers), 0);
      erased += whether ? 1 : 0;
    }
    assertEquals(6, erased, 4);
  }

  /**
   * Algorithm 1: of S = 20 * 20 / 4 = 100 pixels and r = 4, H = sqrt(400) = 20, W = sqrt(25) = 5.
   */
  @Test
  void erasedRectangleOfLargeAspectIsTall() {
    Picture white = Picture.of(20, 20, 1, (y, x, c) -> 255);
    var always = new Erase(1, List.of(0.25f, 0.25f), List.of(4f, 4f), 0);
    Picture done = augmenting.apply(always, white, numbers(1, 23));
    int left = 0;
    while (done.at(0, left, 0) != 0) {
      left++;
    }
    int from = left;
    assertSame(Picture.of(20, 20, 1, (y, x, c) -> x >= from && x < from + 5 ? 0 : 255), done, 0);
  }
}
