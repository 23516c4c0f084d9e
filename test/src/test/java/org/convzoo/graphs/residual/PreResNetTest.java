package org.convzoo.graphs.residual;

import static org.convzoo.graphs.Residuals.map;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.convzoo.graphs.Images;
import org.convzoo.graphs.Residuals;
import org.convzoo.graphs.network.Network;
import org.convzoo.ops.Drawn;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** CIFAR's pre-activation networks, deep and wide. */
class PreResNetTest {

  @AutoClose private final Drawn drawn = new Drawn();

  /** The authors' code: 16 channels, then 16, 32, 64, or 64, 128, 256 with bottlenecks. */
  @ParameterizedTest(name = "{0}: {1} units, {2} channels and more, {3} layers")
  @CsvSource({
    "P20, 3, 16, 20",
    "P32, 5, 16, 32",
    "P44, 7, 16, 44",
    "P56, 9, 16, 56",
    "P110, 18, 16, 110",
    "P164, 18, 64, 164",
  })
  void networkHasItsPapersShapes(PreResNet network, int n, int channels, int depth) {
    assertStages(network, n, channels);
    assertEquals(depth, Residuals.layers(drawn));
  }

  /** Table 1 of arXiv:1605.07146: n = (d - 4) / 6 units of 16k, 32k and 64k channels. */
  @ParameterizedTest(name = "{0}: {1} units, {2} channels and more, {3} convolutions")
  @CsvSource({
    "WRN_16_4, 2, 64, 16", "WRN_16_8, 2, 128, 16", "WRN_16_10, 2, 160, 16",
    "WRN_28_10, 4, 160, 28", "WRN_28_10_DROPOUT, 4, 160, 28", "WRN_40_4, 6, 64, 40",
  })
  void wideNetworkHasItsPapersShapes(WideResNet network, int n, int channels, int depth) {
    assertStages(network, n, channels);
    // d counts the three projections, and not the dense layer
    assertEquals(depth, Residuals.layers(drawn) + 3 - 1);
    assertEquals(List.of("conv2_1", "conv3_1", "conv4_1"), Residuals.projections(drawn));
  }

  private void assertStages(Network network, int n, int channels) {
    Residuals.draw(drawn, network);
    assertEquals("32x32x16", drawn.shape("conv1/Conv2d"));
    assertEquals(map(32, channels), drawn.shape("conv2_" + n + "/Add"));
    assertEquals(map(16, 2 * channels), drawn.shape("conv3_1/Add"));
    assertEquals(map(16, 2 * channels), drawn.shape("conv3_" + n + "/Add"));
    assertEquals(map(8, 4 * channels), drawn.shape("conv4_1/Add"));
    assertEquals(map(8, 4 * channels), drawn.shape("conv4_" + n + "/Add"));
    assertEquals(map(8, 4 * channels), drawn.shape("norm/Relu"));
    assertEquals(Integer.toString(4 * channels), drawn.shape("norm/Mean"));
    assertEquals("10", drawn.shape("fc/BiasAdd"));
    assertEquals(3 * n, drawn.operations("Add").size());
  }

  /** Figure 4(e): nothing stands between one addition and the next. */
  @Test
  void identityShortcutsAreNeitherActivatedNorNormalised() {
    Residuals.draw(drawn, PreResNet.P164);
    assertEquals(
        List.of("conv3_1/Add", "conv3_2/conv3/Conv2d"), Residuals.inputs(drawn, "conv3_2/Add"));
  }

  @Test
  void projectionsReadTheActivatedInputAndAreNotNormalised() {
    Residuals.draw(drawn, PreResNet.P164);
    assertEquals(List.of("conv2_1", "conv3_1", "conv4_1"), Residuals.projections(drawn));
    assertEquals(
        List.of("conv3_1/shortcut/Conv2d", "conv3_1/conv3/Conv2d"),
        Residuals.inputs(drawn, "conv3_1/Add"));
    assertEquals("conv3_1/norm/Relu", Residuals.inputs(drawn, "conv3_1/shortcut/Conv2d").get(0));
  }

  /** The stage's first convolution strides, in the bottleneck its first 1x1. */
  @Test
  void bottlenecksStrideInTheirFirstConvolution() {
    Residuals.draw(drawn, PreResNet.P164);
    assertEquals("16x16x32", drawn.shape("conv3_1/conv1/Relu"));
    assertEquals("16x16x32", drawn.shape("conv3_1/conv2/Relu"));
  }

  /** imgclsmob's wrn28_10_cifar100: 36,479,194 + 90 * (640 + 1). */
  @Test
  void wideNetworkOfAHundredClassesHas36536884Parameters() {
    WideResNet.WRN_28_10.build(drawn.inference(), Images.of(drawn, 32, 32, 3), 100);
    assertEquals(36_536_884, drawn.variables().parameters());
  }

  /** Figure 1(d) of arXiv:1605.07146: between the convolutions, in training. */
  @Test
  void dropoutStandsBetweenTheConvolutionsOfAUnit() {
    Residuals.draw(drawn, WideResNet.WRN_28_10_DROPOUT);
    assertEquals(
        3 * 4,
        drawn.operations("StatelessRandomUniform").stream()
            .filter(name -> name.contains("/dropout/"))
            .count());
    assertEquals(
        "conv4_4/conv1/dropout/Mul_1", Residuals.inputs(drawn, "conv4_4/conv2/Conv2d").get(0));
  }
}
