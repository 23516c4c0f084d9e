package org.convzoo.graphs.residual;

import static org.convzoo.graphs.Residuals.map;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.convzoo.graphs.Residuals;
import org.convzoo.ops.Drawn;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Merge-and-run networks: their stages, and what a block adds to what. */
class DmrNetTest {

  @AutoClose private final Drawn drawn = new Drawn();

  @ParameterizedTest(name = "{0}: {1} blocks of {2} channels and more, {3} layers")
  @CsvSource({"DMRNET, 9, 16, 56", "WIDE, 5, 64, 32"})
  void stagesHalveTheMapsOfBothFlows(DmrNet network, int n, int width, int depth) {
    Residuals.draw(drawn, network);
    assertEquals(map(32, width), drawn.shape("conv1/Relu"));
    for (String flow : List.of("/one/Relu", "/other/Relu")) {
      assertEquals(map(32, width), drawn.shape("conv2_" + n + flow));
      assertEquals(map(16, 2 * width), drawn.shape("conv3_1" + flow));
      assertEquals(map(16, 2 * width), drawn.shape("conv3_" + n + flow));
      assertEquals(map(8, 4 * width), drawn.shape("conv4_1" + flow));
    }
    assertEquals(Integer.toString(4 * width), drawn.shape("conv4_" + n + "/one/Mean"));
    assertEquals("10", drawn.shape("fc/BiasAdd"));
    int other = Residuals.kernels(drawn, ".*/other/conv.*").size();
    assertEquals(depth, Residuals.layers(drawn) - other); // one flow's
  }

  /** Figure 1(c): the mean of both inputs is added to each branch. */
  @Test
  void blockAddsTheMeanOfBothInputsToEachBranch() {
    Residuals.draw(drawn, DmrNet.DMRNET);
    String mean = "conv2_2/one/Mul";
    assertEquals(
        List.of("conv2_1/one/Relu", "conv2_1/other/Relu"),
        Residuals.inputs(drawn, Residuals.inputs(drawn, mean).get(0)));
    assertEquals(List.of("conv2_2/one/conv2/FusedBatchNorm", mean), sum("conv2_2/one/Relu"));
    assertEquals(List.of("conv2_2/other/conv2/FusedBatchNorm", mean), sum("conv2_2/other/Relu"));
    assertEquals(
        3 * 9, drawn.operations("Mul").stream().filter(n -> n.endsWith("/one/Mul")).count());
  }

  /** What the activation {@code relu} is of. */
  private List<String> sum(String relu) {
    return Residuals.inputs(drawn, Residuals.inputs(drawn, relu).get(0));
  }

  @Test
  void lastBlockAddsBothBranchesToTheMean() {
    Residuals.draw(drawn, DmrNet.DMRNET);
    List<String> end = sum("conv4_9/one/Relu");
    assertEquals("conv4_9/other/conv2/FusedBatchNorm", end.get(1));
    assertEquals(
        List.of("conv4_9/one/conv2/FusedBatchNorm", "conv4_9/one/Mul"),
        Residuals.inputs(drawn, end.get(0)));
  }
}
