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

/** ImageNet's residual networks against table 1, and where each library departs from it. */
class ResNetTest {

  @AutoClose private final Drawn drawn = new Drawn();

  /** Table 1: the units of each stage; a stage of w channels ends with 4w where bottlenecks are. */
  @ParameterizedTest(name = "{0}: {1}, {2}, {3}, {4} units, {5} to {6} channels")
  @CsvSource({
    "R18, 2, 2, 2, 2, 64, 512",
    "R34, 3, 4, 6, 3, 64, 512",
    "R50, 3, 4, 6, 3, 256, 2048",
    "R101, 3, 4, 23, 3, 256, 2048",
    "R152, 3, 8, 36, 3, 256, 2048",
    "R50_V1_5, 3, 4, 6, 3, 256, 2048",
    "WIDE50_2, 3, 4, 6, 3, 256, 2048",
    "R50_KERAS, 3, 4, 6, 3, 256, 2048",
  })
  void networkHasTable1sShapes(
      ResNet network, int n2, int n3, int n4, int n5, int first, int last) {
    Residuals.draw(drawn, network);
    assertEquals("112x112x64", drawn.shape("conv1/Relu"));
    assertEquals("56x56x64", drawn.shape("conv1/MaxPool"));
    assertEquals(map(56, first), drawn.shape("conv2_" + n2 + "/Relu"));
    assertEquals(map(28, 2 * first), drawn.shape("conv3_" + n3 + "/Relu"));
    assertEquals(map(14, 4 * first), drawn.shape("conv4_" + n4 + "/Relu"));
    assertEquals(map(7, 8 * first), drawn.shape("conv5_" + n5 + "/Relu"));
    assertEquals(Integer.toString(last), drawn.shape("conv5_" + n5 + "/Mean"));
    assertEquals("1000", drawn.shape("fc/BiasAdd"));
    assertEquals(n2 + n3 + n4 + n5, drawn.operations("Add").size());
  }

  @ParameterizedTest(name = "{0} has {1} layers")
  @CsvSource({
    "R18, 18",
    "R34, 34",
    "R50, 50",
    "R101, 101",
    "R152, 152",
    "PLAIN18, 18",
    "PLAIN34, 34",
    "R152_V1_5, 152",
    "WIDE101_2, 101",
    "R101_KERAS, 101",
    "R152_SLIM, 152",
    "R18_D2L, 18",
  })
  void depthIsAsNamed(ResNet network, int depth) {
    Residuals.draw(drawn, network);
    assertEquals(depth, Residuals.layers(drawn));
  }

  /** Where the channels change: always but in the first stage of basic units, 64 to 64. */
  @Test
  void projectionsStandWhereTheChannelsChange() {
    Residuals.draw(drawn, ResNet.R34);
    assertEquals(List.of("conv3_1", "conv4_1", "conv5_1"), Residuals.projections(drawn));
    try (Drawn another = new Drawn()) {
      Residuals.draw(another, ResNet.R50);
      assertEquals(
          List.of("conv2_1", "conv3_1", "conv4_1", "conv5_1"), Residuals.projections(another));
    }
  }

  @Test
  void plainTwinsHaveTheSameStagesAndNoShortcut() {
    Residuals.draw(drawn, ResNet.PLAIN34);
    assertEquals("56x56x64", drawn.shape("conv2_3/conv2/Relu"));
    assertEquals("28x28x128", drawn.shape("conv3_4/conv2/Relu"));
    assertEquals("14x14x256", drawn.shape("conv4_6/conv2/Relu"));
    assertEquals("7x7x512", drawn.shape("conv5_3/conv2/Relu"));
    assertEquals(List.of(), drawn.operations("Add"));
  }

  /** Both halve conv3's map in its first unit: the paper before the 3x3, torchvision in it. */
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({"R50, 28", "R50_KERAS, 28", "R50_V1_5, 56", "WIDE50_2, 56"})
  void stageHalvesInItsFirstUnit(ResNet network, int sideAfterFirst1x1) {
    Residuals.draw(drawn, network);
    int inner = network == ResNet.WIDE50_2 ? 256 : 128;
    assertEquals("56x56x256", drawn.shape("conv2_3/Relu"));
    assertEquals(map(sideAfterFirst1x1, inner), drawn.shape("conv3_1/conv1/Relu"));
    assertEquals(map(28, inner), drawn.shape("conv3_1/conv2/Relu"));
    assertEquals("28x28x512", drawn.shape("conv3_1/shortcut/FusedBatchNorm"));
  }

  /** tf-slim's tables: strides of 8, 16, 32 and 32 after its four blocks. */
  @Test
  void slimsStagesHalveInTheirLastUnit() {
    Residuals.draw(drawn, ResNet.R50_SLIM);
    assertEquals("56x56x64", drawn.shape("conv1/MaxPool"));
    assertEquals("56x56x256", drawn.shape("conv2_2/Relu"));
    assertEquals("56x56x64", drawn.shape("conv2_3/conv1/Relu"));
    assertEquals("28x28x64", drawn.shape("conv2_3/conv2/Relu"));
    assertEquals("28x28x256", drawn.shape("conv2_3/MaxPool")); // the shortcut's subsampling
    assertEquals("28x28x256", drawn.shape("conv2_3/Relu"));
    assertEquals("14x14x512", drawn.shape("conv3_4/Relu"));
    assertEquals("7x7x1024", drawn.shape("conv4_6/Relu"));
    assertEquals("7x7x2048", drawn.shape("conv5_3/Relu"));
    assertEquals(1 + 3, drawn.operations("MaxPool").size());
  }

  /** Only the 3x3's width doubles: section 3.5 of arXiv:1605.07146, in torchvision's reading. */
  @Test
  void wideBottlenecksAreTwiceAsWideInside() {
    Residuals.draw(drawn, ResNet.WIDE101_2);
    assertEquals("14x14x512", drawn.shape("conv4_23/conv2/Relu"));
    assertEquals("14x14x1024", drawn.shape("conv4_23/Relu"));
  }

  /** d2l, section 5.11, at 96 pixels: 48, 24, 24, 12, 6, 3. */
  @Test
  void d2lsNetworkHasItsBooksShapes() {
    Residuals.draw(drawn, ResNet.R18_D2L);
    assertEquals("48x48x64", drawn.shape("conv1/Relu"));
    assertEquals("24x24x64", drawn.shape("conv1/MaxPool"));
    assertEquals("24x24x64", drawn.shape("conv2_2/Relu"));
    assertEquals("12x12x128", drawn.shape("conv3_2/Relu"));
    assertEquals("6x6x256", drawn.shape("conv4_2/Relu"));
    assertEquals("3x3x512", drawn.shape("conv5_2/Relu"));
    assertEquals("12x12x128", drawn.shape("conv3_1/shortcut/BiasAdd")); // no batch norm after it
  }

  /** One of each convolution's filters: 26,560 in Keras' network of 50 layers. */
  @Test
  void kerasKeepsABiasBesideEachBatchNorm() {
    Residuals.draw(drawn, ResNet.R50_KERAS);
    assertEquals(53 + 1, drawn.operations("BiasAdd").size());
    assertEquals(53, drawn.operations("FusedBatchNormV3").size());
    try (Drawn another = new Drawn()) {
      Residuals.draw(another, ResNet.R50);
      assertEquals(List.of("fc/BiasAdd"), another.operations("BiasAdd"));
      assertEquals(another.variables().parameters() + 26_560, drawn.variables().parameters());
    }
  }
}
