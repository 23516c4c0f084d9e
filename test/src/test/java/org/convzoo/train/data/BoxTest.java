package org.convzoo.train.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Boxes, top, left, bottom and right, in an image of 20x30 pixels. */
class BoxTest {

  private static List<Box> inside(float top, float left, float bottom, float right) {
    return Box.inside("a.png", List.of(new Box(top, left, bottom, right)), 20, 30);
  }

  /** Some tools count pixels from 1. */
  @ParameterizedTest
  @CsvSource({
    "-1, -1, 4, 5, 0, 0, 4, 5",
    "16, 25, 21, 31, 16, 25, 20, 30",
    "2, 3, 4, 5, 2, 3, 4, 5"
  })
  void pixelOverTheEdgeIsCutOff(
      float top, float left, float bottom, float right, float a, float b, float c, float d) {
    assertEquals(List.of(new Box(a, b, c, d)), inside(top, left, bottom, right));
  }

  @ParameterizedTest
  @CsvSource({"-1.5, 0, 4, 5", "0, -1.5, 4, 5", "0, 0, 21.5, 5", "0, 0, 4, 31.5", "NaN, 0, 4, 5"})
  void whatReachesFartherIsRefused(float top, float left, float bottom, float right) {
    assertThrows(DataException.class, () -> inside(top, left, bottom, right));
  }

  @Test
  void whatHasNoPixelsIsLeftOut() {
    assertEquals(List.of(), inside(-1, 2, 0, 5));
    assertEquals(List.of(), inside(2, 30, 5, 31));
  }
}
