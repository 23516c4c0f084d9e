package org.convzoo.graphs.classic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.convzoo.graphs.Images;
import org.convzoo.ops.Drawn;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.ndarray.Shape;

/** What AlexNet's layers leave, in two towers. */
class AlexNetTest {

  @AutoClose private final Drawn drawn = new Drawn();

  private void draw(AlexNet network, int side) {
    network.build(drawn.inference(), Images.of(drawn, side, side, 3), 1000);
  }

  /**
   * Figure 2 at 227: (227 - 11) / 4 + 1 = 55, (55 - 3) / 2 + 1 = 27, then 13, then 6; each tower
   * has half of the paper's channels. At 224 the divisions leave rests: 213 / 4 + 1 = 54, 51 / 2 +
   * 1 = 26, 23 / 2 + 1 = 12, 9 / 2 + 1 = 5.
   */
  @ParameterizedTest(name = "{0} pixels: {1}, {2}, {3}, {4}")
  @CsvSource({"227, 55, 27, 13, 6", "224, 54, 26, 12, 5"})
  void alexNetHasFigure2sShapes(int side, int first, int second, int third, int last) {
    draw(AlexNet.TWO_TOWERS, side);
    for (String tower : List.of("tower1/", "tower2/")) {
      assertEquals(Images.map(first, 48), drawn.shape(tower + "conv1/Relu"));
      assertEquals(Images.map(second, 48), drawn.shape(tower + "conv1/MaxPool"));
      assertEquals(Images.map(second, 128), drawn.shape(tower + "conv2/Relu"));
      assertEquals(Images.map(third, 128), drawn.shape(tower + "conv2/MaxPool"));
      assertEquals(Images.map(third, 192), drawn.shape(tower + "conv3/Relu"));
      assertEquals(Images.map(third, 192), drawn.shape(tower + "conv4/Relu"));
      assertEquals(Images.map(third, 128), drawn.shape(tower + "conv5/Relu"));
      assertEquals(Images.map(last, 128), drawn.shape(tower + "conv5/MaxPool"));
      assertEquals("2048", drawn.shape(tower + "fc6/Relu"));
      assertEquals("2048", drawn.shape(tower + "fc7/Relu"));
    }
    assertEquals("1000", drawn.shape("fc8/BiasAdd"));
    assertEquals(last * last * 256 + "x2048", kernel("tower1/fc6/kernel"));
  }

  /** Section 3.4: 2x2 windows "produce output of equivalent dimensions", 55 / 2, 27 / 2, 13 / 2. */
  @Test
  void poolingWithoutOverlapLeavesTheSameMaps() {
    draw(AlexNet.NON_OVERLAPPING, 227);
    assertEquals("27x27x48", drawn.shape("tower1/conv1/MaxPool"));
    assertEquals("13x13x128", drawn.shape("tower2/conv2/MaxPool"));
    assertEquals("6x6x128", drawn.shape("tower2/conv5/MaxPool"));
    drawn.graph().toGraphDef().getNodeList().stream()
        .filter(node -> node.getOp().equals("MaxPool"))
        .forEach(
            node ->
                assertEquals(
                    List.of(1L, 2L, 2L, 1L), node.getAttrOrThrow("ksize").getList().getIList()));
  }

  private String kernel(String variable) {
    Shape shape = drawn.graph().operationOrThrow(variable).output(0).shape();
    return shape.get(0) + "x" + shape.get(1);
  }

  @Test
  void towersAreJoinedForConv3AndTheDenseLayersOnly() {
    draw(AlexNet.WITHOUT_LRN, 227);
    assertEquals(
        List.of(
            "tower1/Concat", // for conv3
            "tower2/Concat",
            "tower1/Concat_1", // for fc6
            "tower2/Concat_1",
            "tower1/Concat_2", // for fc7
            "tower2/Concat_2",
            "Concat"), // for fc8
        drawn.operations("ConcatV2"));
  }
}
