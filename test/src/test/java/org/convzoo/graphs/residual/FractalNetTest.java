package org.convzoo.graphs.residual;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.convzoo.graphs.Images;
import org.convzoo.ops.Drawn;
import org.convzoo.ops.Variable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** FractalNet's blocks against figure 1. */
class FractalNetTest {

  @AutoClose private final Drawn drawn = new Drawn();

  @BeforeEach
  void draw() {
    FractalNet.LAYERS_20.build(drawn.inference(), Images.of(drawn, 32, 32, 3), 10);
  }

  /** Five blocks, each followed by a pooling: 32 to one pixel. */
  @Test
  void blocksHalveTheMap() {
    assertEquals("16x16x64", drawn.shape("block1/join/AddN"));
    assertEquals("8x8x128", drawn.shape("block2/join/AddN"));
    assertEquals("4x4x256", drawn.shape("block3/join/AddN"));
    assertEquals("2x2x512", drawn.shape("block4/join/AddN"));
    assertEquals("1x1x512", drawn.shape("block5/join/AddN"));
    assertEquals("10", drawn.shape("classifier/BiasAdd"));
  }

  /** Figure 1 with three columns: 1, 2 and 4 convolutions, four in a row on the longest path. */
  @Test
  void columnsHaveOneTwoAndFourConvolutions() {
    for (int block = 1; block <= 5; block++) {
      String prefix = "block" + block + "/";
      List<String> convolutions =
          drawn.variables().all().stream()
              .filter(variable -> variable.role() == Variable.Role.KERNEL)
              .map(Variable::name)
              .filter(name -> name.startsWith(prefix))
              .map(name -> name.replaceAll(".*conv|/kernel", ""))
              .sorted()
              .toList();
      assertEquals(List.of("1_1", "2_1", "2_2", "3_1", "3_2", "3_3", "3_4"), convolutions);
    }
  }

  /** What each convolution reads: in figure 1 the columns two and three meet halfway. */
  @Test
  void columnsMeetHalfwayAndAtTheEnd() {
    assertEquals("block1/join", reads("block2/conv1_1"));
    assertEquals("block1/join", reads("block2/conv2_1"));
    assertEquals("block1/join", reads("block2/conv3_1"));
    assertEquals("block2/conv3_1", reads("block2/conv3_2"));
    assertEquals("block2/join2", reads("block2/conv2_2"));
    assertEquals("block2/join2", reads("block2/conv3_3"));
    assertEquals("block2/conv3_3", reads("block2/conv3_4"));
  }

  private String reads(String convolution) {
    String input = drawn.graph().operationOrThrow(convolution + "/Conv2d").input(0).op().name();
    return input.substring(0, input.lastIndexOf('/'));
  }

  /** Pooled first, as in the authors' code. */
  @Test
  void lastJoinIsOfAllThreeColumnsPooled() {
    assertEquals(3 * 5, drawn.operations("MaxPool").size());
    assertEquals(3, drawn.graph().operationOrThrow("block3/join/AddN").numInputs());
    assertEquals(2, drawn.graph().operationOrThrow("block3/join2/AddN").numInputs());
  }
}
