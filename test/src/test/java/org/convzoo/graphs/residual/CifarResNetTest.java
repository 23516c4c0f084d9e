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

/** CIFAR's residual networks against the table in section 4.2 of their paper. */
class CifarResNetTest {

  @AutoClose private final Drawn drawn = new Drawn();

  /** Output map sizes 32, 16 and 8 with 16, 32 and 64 filters, four times those of bottlenecks. */
  @ParameterizedTest(name = "{0}: {1} units of {2} channels and more")
  @CsvSource({
    "R20, 3, 16",
    "R32, 5, 16",
    "R44, 7, 16",
    "R56, 9, 16",
    "R110, 18, 16",
    "R56_B, 9, 16",
    "R164, 18, 64",
  })
  void networkHasItsPapersShapes(CifarResNet network, int n, int channels) {
    Residuals.draw(drawn, network);
    assertEquals("32x32x16", drawn.shape("conv1/Relu"));
    assertEquals(map(32, channels), drawn.shape("conv2_" + n + "/Relu"));
    assertEquals(map(16, 2 * channels), drawn.shape("conv3_1/Relu"));
    assertEquals(map(16, 2 * channels), drawn.shape("conv3_" + n + "/Relu"));
    assertEquals(map(8, 4 * channels), drawn.shape("conv4_1/Relu"));
    assertEquals(map(8, 4 * channels), drawn.shape("conv4_" + n + "/Relu"));
    assertEquals(Integer.toString(4 * channels), drawn.shape("conv4_" + n + "/Mean"));
    assertEquals("10", drawn.shape("fc/BiasAdd"));
    assertEquals(3 * n, drawn.operations("Add").size());
  }

  /** 6n + 2, and 9n + 2 with bottlenecks. */
  @ParameterizedTest(name = "{0} has {1} layers")
  @CsvSource({
    "R20, 20",
    "R32, 32",
    "R44, 44",
    "R56, 56",
    "R110, 110",
    "R110_B, 110",
    "PLAIN20, 20",
    "PLAIN32, 32",
    "PLAIN44, 44",
    "PLAIN56, 56",
    "R164, 164",
  })
  void depthIsAsNamed(CifarResNet network, int depth) {
    Residuals.draw(drawn, network);
    assertEquals(depth, Residuals.layers(drawn));
  }

  /** "Extra zero entries", and "a stride of 2" across maps of two sizes. */
  @Test
  void optionAPadsTheSubsampledIdentityWithZeros() {
    Residuals.draw(drawn, CifarResNet.R20);
    assertEquals(List.of(), Residuals.projections(drawn));
    assertEquals("16x16x16", drawn.shape("conv3_1/MaxPool"));
    assertEquals("16x16x32", drawn.shape("conv3_1/Pad"));
    assertEquals(
        List.of("conv3_1/Pad", "conv3_1/conv2/FusedBatchNorm"),
        Residuals.inputs(drawn, "conv3_1/Add"));
    assertEquals(
        List.of("conv3_1/Relu", "conv3_2/conv2/FusedBatchNorm"),
        Residuals.inputs(drawn, "conv3_2/Add"));
  }

  @Test
  void optionBProjects() {
    Residuals.draw(drawn, CifarResNet.R20_B);
    assertEquals(List.of("conv3_1", "conv4_1"), Residuals.projections(drawn));
    assertEquals("8x8x64", drawn.shape("conv4_1/shortcut/FusedBatchNorm"));
  }

  @Test
  void plainTwinsAddNothing() {
    Residuals.draw(drawn, CifarResNet.PLAIN20);
    assertEquals(List.of(), drawn.operations("Add"));
    assertEquals("32x32x16", drawn.shape("conv2_3/conv2/Relu"));
    assertEquals("16x16x32", drawn.shape("conv3_3/conv2/Relu"));
    assertEquals("8x8x64", drawn.shape("conv4_3/conv2/Relu"));
  }

  @Test
  void bottlenecksStrideInTheirFirstConvolution() {
    Residuals.draw(drawn, CifarResNet.R164);
    assertEquals("16x16x32", drawn.shape("conv3_1/conv1/Relu"));
    assertEquals("16x16x32", drawn.shape("conv3_1/conv2/Relu"));
    assertEquals("16x16x128", drawn.shape("conv3_1/conv3/FusedBatchNorm"));
  }
}
