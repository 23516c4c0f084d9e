package org.convzoo.graphs.task;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Boxes around what stands out of maps that are drawn here. */
class HeatMapTest {

  private static float[] box(int width, double share, float... values) {
    return new HeatMap(values, width).box(share).orElseThrow();
  }

  /** A fifth of 10 is 2: what has 2 is not above it. */
  @Test
  void boxHoldsWhatIsAboveTheShareOfTheMaximum() {
    assertArrayEquals(
        new float[] {1, 1, 3, 4},
        box(
            5, 0.2, //
            2, 2, 2, 2, 2, //
            0, 3, 10, 0, 0, //
            0, 0, 3, 2.1f, -9, //
            0, 2, 0, 0, 0));
  }

  /** Five weak pixels on the right, the strongest and two others on the left. */
  @Test
  void largestPartIsTakenNotTheStrongest() {
    assertArrayEquals(
        new float[] {0, 3, 3, 5},
        box(
            5, 0.2, //
            9, 9, 0, 3, 3, //
            9, 0, 0, 3, 0, //
            0, 0, 0, 3, 3));
  }

  @Test
  void pixelsThatTouchAtACornerAreConnectedAndRowsDoNotWrap() {
    assertArrayEquals(
        new float[] {0, 0, 3, 3},
        box(
            4, 0.5, //
            1, 0, 0, 0, //
            0, 1, 0, 0, //
            0, 0, 1, 0));
    assertArrayEquals(
        new float[] {0, 2, 1, 3}, // not with the first of the next row
        box(
            3, 0.5, //
            0, 0, 1, //
            0, 0, 0, //
            1, 0, 0));
    assertArrayEquals(
        new float[] {0, 2, 1, 3},
        box(
            3, 0.5, //
            0, 0, 1, //
            1, 0, 0));
  }

  @Test
  void wholeMapMayBeThePart() {
    assertArrayEquals(new float[] {0, 0, 2, 3}, box(3, 0.2, 1, 1, 1, 1, 1, 1));
  }

  @Test
  void nothingAboveZeroHasNoBox() {
    assertEquals(Optional.empty(), new HeatMap(new float[] {-1, 0, -2, 0}, 2).box(0.2));
  }
}
