package org.convzoo.ops.augment.sample;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.convzoo.ops.Drawn;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * Views of images whose pixel at row y and column x is 100 y + x, so that each tells where it is.
 */
class ViewTest {

  private final Drawn drawn = new Drawn();

  @AfterEach
  void close() {
    drawn.close();
  }

  private Operand<TFloat32> image(int rows, int columns) {
    float[] pixels = new float[rows * columns];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = 100 * (i / columns) + i % columns;
    }
    return drawn.constant(Shape.of(rows, columns, 1), pixels);
  }

  /** The first row and column of each view, and its last column: top, left, right. */
  private List<List<Integer>> places(View view, Operand<TFloat32> image, int scale, int h, int w) {
    Operand<TFloat32> views = view.of(drawn.test(), image, scale, h, w);
    float[] values = drawn.values(views);
    List<List<Integer>> places = new ArrayList<>();
    for (int from = 0; from < values.length; from += h * w) {
      int first = Math.round(values[from]);
      places.add(List.of(first / 100, first % 100, Math.round(values[from + w - 1]) % 100));
    }
    return places;
  }

  @Test
  void centreIsTheMiddle() {
    // 6x9 at its own scale: rows 1 to 4 and columns 3 to 5
    assertEquals(List.of(List.of(1, 3, 5)), places(View.CENTRE, image(6, 9), 6, 4, 3));
  }

  @Test
  void tenAreCornersAndMiddleOfTheCentralSquareAndTheirMirrors() {
    // 6x9: the square has the columns 1 to 6; crops of 4x4 begin at 0, 1 and 2 of it
    assertEquals(
        List.of(
            List.of(0, 1, 4),
            List.of(0, 3, 6),
            List.of(2, 1, 4),
            List.of(2, 3, 6),
            List.of(1, 2, 5),
            List.of(0, 4, 1),
            List.of(0, 6, 3),
            List.of(2, 4, 1),
            List.of(2, 6, 3),
            List.of(1, 5, 2)),
        places(View.TEN, image(6, 9), 6, 4, 4));
  }

  @Test
  void squaresAreThreeOfSixViewsAndTheirMirrors() {
    // 5x9: squares from the columns 0, 2 and 4; in each, crops of 3x3 begin at 0, 1 and 2
    List<List<Integer>> places = places(View.SQUARES, image(5, 9), 5, 3, 3);
    assertEquals(36, places.size()); // at four scales 144
    for (int square = 0; square < 3; square++) {
      int left = 2 * square;
      assertEquals(
          List.of(
              List.of(0, left, left + 2),
              List.of(0, left + 2, left + 4),
              List.of(2, left, left + 2),
              List.of(2, left + 2, left + 4),
              List.of(1, left + 1, left + 3)),
          places.subList(6 * square, 6 * square + 5));
    }
    for (int i = 0; i < 18; i++) {
      List<Integer> upright = places.get(i);
      assertEquals(List.of(upright.get(0), upright.get(2), upright.get(1)), places.get(18 + i));
    }
  }

  @Test
  void sixthViewOfASquareIsAllOfItResized() {
    // 6x6 to 2x2: 3 (i + 1/2) - 1/2 is 1 and 4
    float[] views = drawn.values(View.SQUARES.of(drawn.test(), image(6, 6), 6, 2, 2));
    float[] sixth = Arrays.copyOfRange(views, 5 * 4, 6 * 4);
    assertArrayEquals(new float[] {101, 104, 401, 404}, sixth, 1e-3f);
  }

  @Test
  void uprightImageHasItsSquaresOneAboveTheOther() {
    List<List<Integer>> places = places(View.SQUARES, image(9, 5), 5, 3, 3);
    assertEquals(List.of(0, 0, 2), places.get(0));
    assertEquals(List.of(2, 0, 2), places.get(6));
    assertEquals(List.of(4, 0, 2), places.get(12));
  }

  @Test
  void shorterSideIsResizedToTheScaleAndTheLongerInProportion() {
    var views = View.DENSE.of(drawn.test(), image(4, 7), 8, 5, 5);
    assertEquals(Shape.of(2, 8, 14, 1), views.shape());
    // twice as many pixels: the first lies a quarter of a pixel outside and takes the border's
    float[] values = drawn.values(views);
    assertEquals(0, values[0], 1e-4f);
    assertEquals(0.25f, values[1], 1e-4f);
    assertEquals(25, values[14], 1e-3f);
    assertEquals(values[0], values[8 * 14 + 13], 1e-4f); // mirrored
  }

  @Test
  void imageOfUnknownSizeHasViewsOfKnownSizeUnlessANetworkSlides() {
    Placeholder<TFloat32> any =
        drawn.test().placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, -1, 1)));
    long[] whole = View.DENSE.of(drawn.test(), any, 8, 5, 5).shape().asArray();
    assertArrayEquals(new long[] {2, -1, -1, 1}, whole);
    assertEquals(Shape.of(10, 5, 5, 1), View.TEN.of(drawn.test(), any, 8, 5, 5).shape());
  }

  @Test
  void scaleBelowTheNetworksSizeIsRefused() {
    var image = image(6, 6);
    var refusal =
        assertThrows(
            IllegalArgumentException.class, () -> View.TEN.of(drawn.test(), image, 4, 3, 5));
    assertEquals(
        "a scale is at least the 3x5 pixels that the network reads, got 4", refusal.getMessage());
  }
}
