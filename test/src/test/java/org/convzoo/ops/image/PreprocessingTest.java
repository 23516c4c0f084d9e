package org.convzoo.ops.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.convzoo.ops.Drawn;
import org.convzoo.ops.Refusal;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/** What is done to pixels. */
class PreprocessingTest {

  @AutoClose private final Drawn drawn = new Drawn();

  private float[] apply(Preprocessing preprocessing, Shape shape, float... pixels) {
    Operand<TFloat32> images = drawn.constant(shape, pixels);
    return drawn.values(preprocessing.apply(drawn.test(), images));
  }

  @Test
  void unitDividesBy255() {
    assertArrayEquals(
        new float[] {0, 0.2f, 0.4f, 1},
        apply(Preprocessing.unit(2, 2, 1), Shape.of(1, 2, 2, 1), 0, 51, 102, 255),
        1e-6f);
  }

  @Test
  void eachChannelHasItsMeanAndStandardDeviation() {
    Preprocessing preprocessing =
        new Preprocessing(1, 2, null, 3, List.of(0.5f, 0.4f, 0.2f), List.of(0.25f, 0.5f, 0.1f));
    // 51 is 0.2, 102 is 0.4, 255 is 1: (0.2 - 0.5) / 0.25, (0.4 - 0.4) / 0.5, (1 - 0.2) / 0.1, ...
    assertArrayEquals(
        new float[] {-1.2f, 0, 8, 2, -0.4f, 0},
        apply(preprocessing, Shape.of(1, 1, 2, 3), 51, 102, 255, 255, 51, 51),
        1e-5f);
  }

  /** 300x400 come to 256x341, of which 16 rows and 58 columns are cut off before the middle. */
  @Test
  void windowIsThePartOfAnImageThatIsSeen() {
    assertArrayEquals(new float[] {0, 0, 1, 1}, Preprocessing.unit(8, 9, 1).window(300, 400));
    Preprocessing middle = new Preprocessing(224, 224, 256, 3, List.of(0f), List.of(1f));
    assertArrayEquals(
        new float[] {16 / 256f, 58 / 341f, 240 / 256f, 282 / 341f}, middle.window(300, 400));
    assertArrayEquals(
        new float[] {58 / 341f, 16 / 256f, 282 / 341f, 240 / 256f}, middle.window(400, 300));
  }

  @Test
  void oneNumberStandsForAllChannels() {
    Preprocessing preprocessing = new Preprocessing(1, 1, null, 3, List.of(0.5f), List.of(0.5f));
    assertEquals(List.of(0.5f, 0.5f, 0.5f), preprocessing.mean());
    assertArrayEquals(
        new float[] {-1, 1, -0.2f},
        apply(preprocessing, Shape.of(1, 1, 1, 3), 0, 255, 102), // (0.4 - 0.5) / 0.5
        1e-6f);
  }

  @Test
  void meanImageIsSubtractedPixelByPixel() {
    // at two pixels, of three channels each; 255 is 1
    Preprocessing preprocessing =
        new Preprocessing(
            1, 2, null, 3, List.of(0f, 0.1f, 0.2f, 0.3f, 0.4f, 0.5f), List.of(0.5f, 0.1f, 1f));
    assertArrayEquals(
        new float[] {2, 9, 0.8f, 1.4f, 6, 0.5f},
        apply(preprocessing, Shape.of(1, 1, 2, 3), 255, 255, 255, 255, 255, 255),
        1e-5f);
  }

  @Test
  void fromLargerImagesTheMeansOfAMeanImagesChannelsAreSubtracted() {
    Preprocessing preprocessing =
        new Preprocessing(2, 2, null, 1, List.of(0f, 0.2f, 0.4f, 0.6f), List.of(0.5f));
    Operand<TFloat32> images = drawn.constant(Shape.of(1, 1, 3, 1), 51, 102, 255);
    // (0.2 - 0.3) / 0.5, (0.4 - 0.3) / 0.5, (1 - 0.3) / 0.5
    assertArrayEquals(
        new float[] {-0.2f, 0.2f, 1.4f},
        drawn.values(preprocessing.normalize(drawn.test(), images)),
        1e-6f);
  }

  /**
   * With half-pixel centres, pixel i of 4 lies at (i + 0.5) / 2 - 0.5 of 2: at -0.25, 0.25, 0.75
   * and 1.25, and takes the shares 0, 1/4, 3/4 and 1 of the second pixel.
   */
  @Test
  void imagesAreResizedBetweenPixelCentres() {
    float[] expected = {
      0, 10, 30, 40, //
      20, 30, 50, 60, //
      60, 70, 90, 100, //
      80, 90, 110, 120
    };
    for (int i = 0; i < expected.length; i++) {
      expected[i] /= 255;
    }
    assertArrayEquals(
        expected, apply(Preprocessing.unit(4, 4, 1), Shape.of(1, 2, 2, 1), 0, 40, 80, 120), 1e-6f);
  }

  @Test
  void heightAndWidthAreNotMixedUp() {
    Operand<TFloat32> images = drawn.random(1, Shape.of(2, 8, 8, 3));
    Operand<TFloat32> y = Preprocessing.unit(4, 6, 3).apply(drawn.test(), images);
    assertEquals(Shape.of(2, 4, 6, 3), y.shape());
  }

  @Test
  void imagesThatFitAreNotResized() {
    Operand<TFloat32> images = drawn.random(1, Shape.of(1, 3, 5, 1));
    Preprocessing.unit(3, 5, 1).apply(drawn.test(), images);
    assertEquals(List.of(), drawn.operations("ResizeBilinear"));
    Preprocessing.unit(5, 3, 1).apply(drawn.test(), images);
    assertEquals(List.of("test/ResizeBilinear"), drawn.operations("ResizeBilinear"));
  }

  @Test
  void zeroStandardDeviationIsRefused() {
    assertEquals(
        "std must be above 0, got [0.5, 0.0, 0.5]",
        Refusal.of(() -> new Preprocessing(2, 2, null, 3, List.of(0f), List.of(0.5f, 0f, 0.5f))));
  }

  @Test
  void wrongNumberOfMeansIsRefused() {
    assertEquals(
        "mean has 2 numbers for 3 channels",
        Refusal.of(() -> new Preprocessing(2, 2, null, 3, List.of(0f, 0f), List.of(1f))));
    assertEquals(
        "std has 3 numbers for 1 channels",
        Refusal.of(() -> new Preprocessing(2, 2, null, 1, List.of(0f), List.of(1f, 1f, 1f))));
  }

  @Test
  void inputThatIsNoImageIsRefused() {
    assertEquals(
        "an input is at least 1x1 pixels with 1 or 3 channels, got 0x2x3",
        Refusal.of(() -> Preprocessing.unit(0, 2, 3)));
    assertEquals(
        "an input is at least 1x1 pixels with 1 or 3 channels, got 2x2x4",
        Refusal.of(() -> Preprocessing.unit(2, 2, 4)));
  }
}
