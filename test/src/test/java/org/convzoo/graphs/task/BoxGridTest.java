package org.convzoo.graphs.task;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.convzoo.ops.Drawn;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/** Boxes as maps and back, worked by hand. */
class BoxGridTest {

  @AutoClose private final Drawn drawn = new Drawn();

  private BoxGrid.Truth truth(BoxGrid grid, float radius, int ring, Shape shape, float... boxes) {
    return grid.truth(drawn.test(), drawn.constant(shape, boxes), radius, ring);
  }

  private String picture(BoxGrid grid, Operand<TFloat32> map) {
    float[] values = drawn.values(map);
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < values.length; i++) {
      rows.append(values[i] == 1 ? '#' : '.').append((i + 1) % grid.width() == 0 ? "\n" : "");
    }
    return rows.toString();
  }

  /**
   * Pixels stand at 2, 6, 10, ... A box of 20 rows and 30 columns around (18, 18) has, by 0.3 of
   * its shorter side, a disc of radius 6: it holds the pixel there, and its four neighbours at a
   * distance of 4, and those at 4 * sqrt(2) = 5.66, but none at 8.
   */
  @Test
  void objectIsADiscByItsShorterSide() {
    BoxGrid grid = new BoxGrid(8, 9, 4);
    var truth = truth(grid, 0.3f, 1, Shape.of(1, 1, 4), 8, 3, 28, 33);
    assertEquals(
        """
        .........
        .........
        .........
        ...###...
        ...###...
        ...###...
        .........
        .........
        """,
        picture(grid, truth.positive()));
    assertEquals(
        """
        #########
        #########
        ##.....##
        ##.....##
        ##.....##
        ##.....##
        ##.....##
        #########
        """,
        picture(grid, truth.negative()));
  }

  /** DenseBox's numbers: 50 pixels, stride 4, 0.3: 15 pixels, 3.75 of the map; a ring of 2. */
  @Test
  void aFaceOf50PixelsIsADiscOf37Pixels() {
    BoxGrid grid = new BoxGrid(60, 60, 4);
    // The middle is the pixel (30, 30) at (122, 122). Rows at 0, 1, 2 and 3 from it have
    // sqrt(3.75^2 - d^2) = 3.75, 3.61, 3.17 and 2.25 pixels to each side: 7, 7, 7 and 5.
    var truth = truth(grid, 0.3f, 2, Shape.of(1, 1, 4), 97, 97, 147, 147);
    assertEquals(7 + 2 * (7 + 7 + 5), sum(truth.positive()));
    // Five pixels to each side of the middle are neither, all in the square of 11 but its corners:
    // the disc's corners lack one pixel each, and so do the ring's.
    assertEquals(60 * 60 - (11 * 11 - 4), sum(truth.negative()));
  }

  private double sum(Operand<TFloat32> map) {
    double sum = 0;
    for (float value : drawn.values(map)) {
      sum += value;
    }
    return sum;
  }

  /** Of the pixels at 2, 6 and 10 in a row, the box from 1 to 11 is 1, 5 and 9 to the right of. */
  @Test
  void distancesAreToTheFourSides() {
    var truth = truth(new BoxGrid(1, 3, 4), 0.3f, 1, Shape.of(1, 1, 4), -2, 1, 7, 11);
    assertArrayEquals(
        new float[] {
          4, 1, 5, 9, //
          4, 5, 5, 5, //
          4, 9, 5, 1
        },
        drawn.values(truth.distances()));
  }

  @Test
  void eachPixelBelongsToTheNearestOfSeveralBoxesByTheirSize() {
    // Centres at 4 and 20 of a row, radii 0.25 * 8 = 2 and 0.25 * 16 = 4. The pixel at 10 is 6 from
    // the first, three radii, and 10 from the second, two and a half: it belongs to the second.
    var truth =
        truth(new BoxGrid(1, 6, 4), 0.25f, 0, Shape.of(1, 2, 4), -2, 0, 6, 8, -6, 12, 10, 28);
    float[] distances = drawn.values(truth.distances());
    float[] left = new float[6];
    for (int pixel = 0; pixel < 6; pixel++) {
      left[pixel] = distances[4 * pixel + 1];
    }
    assertArrayEquals(new float[] {2, 6, 10 - 12, 14 - 12, 18 - 12, 22 - 12}, left);
    // 2 and 6 are 2 from the one centre; 18 and 22 are 2 from the other; 14 is 6 from it.
    assertArrayEquals(new float[] {1, 1, 0, 0, 1, 1}, drawn.values(truth.positive()));
  }

  @Test
  void rowsOfZerosAreNoObjects() {
    var truth = truth(new BoxGrid(2, 2, 4), 0.3f, 1, Shape.of(2, 1, 4), 0, 0, 0, 0, 0, 0, 4, 4);
    assertArrayEquals(new float[] {0, 0, 0, 0, 1, 0, 0, 0}, drawn.values(truth.positive()));
    assertArrayEquals(new float[] {1, 1, 1, 1, 0, 0, 0, 0}, drawn.values(truth.negative()));
  }

  @Test
  void boxesAreTheWayBackFromDistances() {
    BoxGrid grid = new BoxGrid(3, 5, 4);
    float[] box = {-3, 2.5f, 40, 17};
    var truth = truth(grid, 0.3f, 2, Shape.of(1, 1, 4), box);
    float[] boxes = drawn.values(grid.boxes(drawn.test(), truth.distances()));
    assertEquals(3 * 5 * 4, boxes.length);
    for (int i = 0; i < boxes.length; i++) {
      assertEquals(box[i % 4], boxes[i], 1e-5);
    }
  }
}
