package org.convzoo.graphs.classic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.convzoo.graphs.Images;
import org.convzoo.ops.Drawn;
import org.convzoo.ops.Refusal;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What the layers of the exercise's AlexNet leave. */
class ExerciseAlexNetTest {

  @AutoClose private final Drawn drawn = new Drawn();

  private void draw(int side) {
    ExerciseAlexNet.TWO_TOWERS.build(drawn.inference(), Images.of(drawn, side, side, 3), 1000);
  }

  /**
   * (227 - 11) / 4 + 1 = 55, (55 - 3) / 2 + 1 = 27, 27 - 5 + 1 = 23, then 11, 11 - 3 + 1 = 9, 7, 5,
   * and (5 - 3) / 2 + 1 = 2; 2 * 2 * 2 * 128 = 1024.
   */
  @Test
  void unpaddedMapsShrinkInEveryLayer() {
    draw(227);
    for (String tower : List.of("tower1/", "tower2/")) {
      assertEquals("55x55x48", drawn.shape(tower + "conv1/Relu"));
      assertEquals("27x27x48", drawn.shape(tower + "conv1/MaxPool"));
      assertEquals("23x23x128", drawn.shape(tower + "conv2/Relu"));
      assertEquals("11x11x128", drawn.shape(tower + "conv2/MaxPool"));
      assertEquals("9x9x192", drawn.shape(tower + "conv3/Relu"));
      assertEquals("7x7x192", drawn.shape(tower + "conv4/Relu"));
      assertEquals("5x5x128", drawn.shape(tower + "conv5/Relu"));
      assertEquals("2x2x128", drawn.shape(tower + "conv5/MaxPool"));
    }
    assertEquals("1024", drawn.shape("Reshape"));
    assertEquals("4096", drawn.shape("fc6/Relu"));
    assertEquals("4096", drawn.shape("fc7/Relu"));
    assertEquals("1000", drawn.shape("fc8/BiasAdd"));
  }

  @Test
  void towersAreJoinedForConv3AndTheDenseLayersOnly() {
    draw(227);
    assertEquals(List.of("tower1/Concat", "tower2/Concat", "Concat"), drawn.operations("ConcatV2"));
  }

  /** 195: 47, 23, 19, 9, 7, 5, 3 and one pixel; 194: 46, 22, 18, 8, 6, 4, 2 and none. */
  @Test
  void imagesNeed195Pixels() {
    draw(195);
    assertEquals("1x1x128", drawn.shape("tower1/conv5/MaxPool"));
    String refused =
        Refusal.of(
            () ->
                ExerciseAlexNet.TWO_TOWERS.build(
                    drawn.inference().under("few"), Images.of(drawn, 194, 194, 3), 1000));
    assertEquals(
        "alexnet-exercise cannot take images of 194x194x3 (its own size is 227x227x3): "
            + "tower1/conv5: a window of 3x3 pixels does not fit into a map of 2x2",
        refused);
  }
}
