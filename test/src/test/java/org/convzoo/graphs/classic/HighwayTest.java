package org.convzoo.graphs.classic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.convzoo.graphs.Images;
import org.convzoo.ops.Drawn;
import org.convzoo.ops.Variable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The highway networks' stages and gates. */
class HighwayTest {

  @AutoClose private final Drawn drawn = new Drawn();

  private void draw(Highway network) {
    network.build(drawn.training(1), Images.of(drawn, network.spec().input()), 10);
  }

  /** The tops of the authors' Caffe model; and the same sides for ours of 32 layers. */
  @ParameterizedTest(name = "{0}: {1}, {2}, {3}")
  @CsvSource({"LAYERS_19, 32, 80, 128, 5, 6", "LAYERS_32, 32, 64, 96, 10, 10"})
  void stagesHalveTheMap(Highway network, int w1, int w2, int w3, int first, int others) {
    draw(network);
    assertEquals("32x32x" + w1, drawn.shape("conv1_1/Relu"));
    assertEquals("32x32x" + w1, drawn.shape("conv1_" + first + "/transform/Add"));
    assertEquals("16x16x" + w1, drawn.shape("conv1_" + first + "/MaxPool"));
    assertEquals("16x16x" + w2, drawn.shape("conv2_1/Relu"));
    assertEquals("16x16x" + w2, drawn.shape("conv2_" + others + "/transform/Add"));
    assertEquals("8x8x" + w2, drawn.shape("conv2_" + others + "/MaxPool"));
    assertEquals("8x8x" + w3, drawn.shape("conv3_1/Relu"));
    assertEquals("8x8x" + w3, drawn.shape("conv3_" + others + "/transform/Add"));
    assertEquals("8x8x100", drawn.shape("conv4/Relu"));
    assertEquals("100", drawn.shape("conv4/Mean"));
    assertEquals("10", drawn.shape("classifier/BiasAdd"));
  }

  /** Table 2's depths count a highway layer's two convolutions as one layer. */
  @ParameterizedTest(name = "{0} has {1} layers")
  @CsvSource({"LAYERS_19, 19", "LAYERS_32, 32"})
  void depthIsAsNamed(Highway network, int layers) {
    draw(network);
    long kernels = kernels().size();
    long gates = kernels().stream().filter(name -> name.contains("/gate/")).count();
    assertEquals(layers, kernels - gates);
  }

  private List<String> kernels() {
    return drawn.variables().all().stream()
        .filter(variable -> variable.role() == Variable.Role.KERNEL)
        .map(Variable::name)
        .toList();
  }

  /** Section 3.3.1: "alternating receptive fields of size 3x3 and 1x1". */
  @Test
  void kernelsOf3x3And1x1TakeTurnsInTheDeeperOne() {
    draw(Highway.LAYERS_32);
    for (int stage = 1; stage <= 3; stage++) {
      for (int i = 2; i <= 10; i++) {
        String path = "conv%d_%d/".formatted(stage, i);
        for (String part : List.of("transform", "gate")) {
          long side =
              drawn.graph().operationOrThrow(path + part + "/kernel").output(0).shape().get(0);
          assertEquals(i % 2 == 0 ? 1 : 3, side, path);
        }
      }
    }
  }

  /** The authors' transform_bias_filler. */
  @Test
  void gatesStartAlmostClosed() {
    draw(Highway.LAYERS_19);
    for (String name : kernels()) {
      String bias = name.replace("/kernel", "/bias");
      for (float number : drawn.variable(bias)) {
        assertEquals(name.contains("/gate/") ? -2 : 0, number, bias);
      }
    }
  }
}
