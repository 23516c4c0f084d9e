package org.convzoo.ops.augment;

import static org.convzoo.ops.augment.Augmenting.numbers;
import static org.convzoo.ops.augment.Augmenting.whole;
import static org.convzoo.ops.augment.Picture.assertSame;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.convzoo.ops.augment.RandAugment.Operation;
import org.convzoo.ops.augment.sample.Sample;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.types.TInt32;

/** The operations of RandAugment, by torchvision's formulas in Java. */
class RandAugmentTest {

  private static final int HEIGHT = 11;
  private static final int WIDTH = 16;
  private static final float FILL = 9;

  @AutoClose private final Augmenting augmenting = new Augmenting();

  /** A number from U(0, 1) that chooses an operation, and one that chooses its way. */
  private static float[] choice(Operation operation, int sign) {
    float which = (operation.ordinal() + 0.5f) / Operation.values().length;
    return new float[] {which, sign > 0 ? 0.25f : 0.75f};
  }

  private Picture done(Operation operation, int sign, int magnitude, Picture picture) {
    RandAugment augment = new RandAugment(1, magnitude, FILL);
    return augmenting.apply(augment, picture, choice(operation, sign));
  }

  private static double cut(double value) {
    return Math.floor(Math.max(0, Math.min(255, value)) + 1e-4);
  }

  /** Each at magnitude 9 of 30, both ways. */
  @ParameterizedTest
  @EnumSource
  void operationIsTorchvisions(Operation operation) {
    Picture picture = Picture.random(HEIGHT, WIDTH, 3);
    for (int sign : new int[] {1, -1}) {
      assertSame(by(operation, sign, picture), done(operation, sign, 9, picture), 0);
    }
  }

  @ParameterizedTest
  @EnumSource
  void operationIsTorchvisionsForGreyImages(Operation operation) {
    Picture picture = Picture.random(HEIGHT, WIDTH, 1);
    assertSame(by(operation, 1, picture), done(operation, 1, 9, picture), 0);
  }

  private static Picture by(Operation operation, int sign, Picture p) {
    return Picture.of(
        HEIGHT, WIDTH, p.channels(), (y, x, c) -> expected(operation, sign, p, y, x, c));
  }

  private static double expected(Operation operation, int sign, Picture p, int y, int x, int c) {
    double factor = 1 + sign * 0.9 * 9 / 30;
    double shear = sign * 0.3 * 9 / 30; // from the middle of the first row or column on
    return switch (operation) {
      case IDENTITY -> p.at(y, x, c);
      case SHEAR_X -> p.at(y, (int) Math.round(x + shear * (y + 0.5)), c, FILL);
      case SHEAR_Y -> p.at((int) Math.round(y + shear * (x + 0.5)), x, c, FILL);
      case TRANSLATE_X -> p.at(y, x - sign * 2, c, FILL); // 150 / 331 * 16 * 9 / 30 = 2.2
      case TRANSLATE_Y -> p.at(y - sign, x, c, FILL); // 150 / 331 * 11 * 9 / 30 = 1.5
      case ROTATE -> {
        double angle = Math.toRadians(sign * 30.0 * 9 / 30);
        double down = y - 5;
        double right = x - 7.5;
        yield p.at(
            (int) Math.round(5 + right * Math.sin(angle) + down * Math.cos(angle)),
            (int) Math.round(7.5 + right * Math.cos(angle) - down * Math.sin(angle)),
            c,
            FILL);
      }
      case BRIGHTNESS -> cut(factor * p.at(y, x, c));
      case COLOR -> cut(grey(p, y, x) + factor * (p.at(y, x, c) - grey(p, y, x)));
      case CONTRAST -> {
        double sum = 0;
        for (int i = 0; i < HEIGHT * WIDTH; i++) {
          sum += grey(p, i / WIDTH, i % WIDTH);
        }
        double mean = sum / (HEIGHT * WIDTH);
        yield cut(mean + factor * (p.at(y, x, c) - mean));
      }
      case SHARPNESS -> {
        boolean edge = y == 0 || x == 0 || y == HEIGHT - 1 || x == WIDTH - 1;
        double sum = 4 * p.at(y, x, c); // its own five times in all
        for (int i = 0; i < 9; i++) {
          sum += p.at(y + i / 3 - 1, x + i % 3 - 1, c, 0);
        }
        double smooth = edge ? p.at(y, x, c) : Math.rint(sum / 13);
        yield cut(smooth + factor * (p.at(y, x, c) - smooth));
      }
      case POSTERIZE -> (int) p.at(y, x, c) & 0xfe; // 8 - round(4 * 9 / 30) = 7 bits
      case SOLARIZE -> p.at(y, x, c) >= 255 - 8.5 * 9 ? 255 - p.at(y, x, c) : p.at(y, x, c);
      case AUTO_CONTRAST -> {
        double least = all(p, c)[0];
        double most = all(p, c)[HEIGHT * WIDTH - 1];
        yield cut((p.at(y, x, c) - least) * 255 / (most - least));
      }
      case EQUALIZE -> {
        // 176 pixels: none is frequent enough for a step of 255 of the others
        yield p.at(y, x, c);
      }
    };
  }

  private static double grey(Picture p, int y, int x) {
    return p.channels() == 1
        ? p.at(y, x, 0)
        : Math.floor(0.299 * p.at(y, x, 0) + 0.587 * p.at(y, x, 1) + 0.114 * p.at(y, x, 2));
  }

  private static float[] all(Picture p, int c) {
    float[] values = new float[HEIGHT * WIDTH];
    for (int i = 0; i < values.length; i++) {
      values[i] = p.at(i / WIDTH, i % WIDTH, c);
    }
    Arrays.sort(values);
    return values;
  }

  /**
   * 20x60 pixels, of which 510 are 7, 255 are 100 and 435 are 200. The step is (510 + 255) / 255 =
   * 3, so 7 becomes (0 + 1) / 3 = 0, 100 becomes (510 + 1) / 3 = 170 and 200 (765 + 1) / 3 = 255.
   */
  @Test
  void equalizeSpreadsValuesByHowManyAreBelow() {
    Picture picture =
        Picture.of(20, 60, 1, (y, x, c) -> y * 60 + x < 510 ? 7 : y * 60 + x < 765 ? 100 : 200);
    Picture expected =
        Picture.of(20, 60, 1, (y, x, c) -> y * 60 + x < 510 ? 0 : y * 60 + x < 765 ? 170 : 255);
    assertSame(expected, done(Operation.EQUALIZE, 1, 0, picture), 0);
  }

  @Test
  void imagesOfOneValueHaveNothingToStretchOrSpread() {
    Picture plain = Picture.of(20, 60, 3, (y, x, c) -> 50 + c);
    assertSame(plain, done(Operation.EQUALIZE, 1, 0, plain), 0);
    assertSame(plain, done(Operation.AUTO_CONTRAST, 1, 0, plain), 0);
  }

  /** 4 of 8 bits, and every value inverted. */
  @Test
  void strengthsGoToTheirEnds() {
    Picture picture = Picture.random(HEIGHT, WIDTH, 3);
    Picture coarse = Picture.of(HEIGHT, WIDTH, 3, (y, x, c) -> (int) picture.at(y, x, c) & 0xf0);
    assertSame(coarse, done(Operation.POSTERIZE, 1, 30, picture), 0);
    Picture inverse = Picture.of(HEIGHT, WIDTH, 3, (y, x, c) -> 255 - picture.at(y, x, c));
    assertSame(inverse, done(Operation.SOLARIZE, 1, 30, picture), 0);
    for (Operation operation : Operation.values()) {
      boolean always =
          Set.of(Operation.AUTO_CONTRAST, Operation.EQUALIZE, Operation.SOLARIZE)
              .contains(operation);
      if (!always) {
        assertSame(picture, done(operation, -1, 0, picture), 0);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "3"})
  void operationsFollowOneAnother(int seed) {
    Picture picture = Picture.random(HEIGHT, WIDTH, 3);
    float[] numbers = numbers(seed, 6);
    Picture expected = picture;
    for (int i = 0; i < 3; i++) {
      Operation operation = Operation.values()[whole(numbers[2 * i], 14)];
      expected = done(operation, numbers[2 * i + 1] < 0.5 ? 1 : -1, 9, expected);
    }
    assertSame(expected, augmenting.apply(new RandAugment(3, 9, FILL), picture, numbers), 0);
  }

  /** Of 14 operations, 200 images see each. */
  @Test
  void everyOperationIsDrawn() {
    Set<Integer> seen = new HashSet<>();
    for (float number : numbers(5, 200)) {
      seen.add(whole(number, Operation.values().length));
    }
    assertEquals(Operation.values().length, seen.size());
  }

  @Test
  void labelsOfPixelsMoveAndDoNotChangeColours() {
    var tf = augmenting.tf();
    Picture picture = Picture.random(HEIGHT, WIDTH, 1);
    var image = picture.drawn(augmenting.drawn);
    Sample sample = new Sample(image, tf.dtypes.cast(image, TInt32.class));
    RandAugment augment = new RandAugment(1, 9, FILL);
    Sample moved = augment.apply(tf, sample, augmenting.draws(choice(Operation.TRANSLATE_X, 1)));
    int[] labels = augmenting.ints(moved.truth());
    assertEquals(0, labels[1]); // outside is 0
    assertEquals(picture.at(0, 0, 0), labels[2]);
    Sample inverted = augment.apply(tf, sample, augmenting.draws(choice(Operation.SOLARIZE, 1)));
    int[] same = augmenting.ints(inverted.truth());
    for (int i = 0; i < same.length; i++) {
      assertEquals((int) picture.values()[i], same[i]);
    }
    assertTrue(same.length > 0);
    assertArrayEquals(
        new int[] {7},
        augmenting.ints(
            augment
                .apply(tf, augmenting.sample(picture), augmenting.draws(numbers(1, 2)))
                .truth()));
  }
}
