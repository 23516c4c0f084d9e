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

/** Keras' pre-activation networks for ImageNet. */
class ResNetV2Test {

  @AutoClose private final Drawn drawn = new Drawn();

  /** A stage's last unit leaves the next one's side. */
  @ParameterizedTest(name = "{0}: {1}, {2}, {3} and {4} units")
  @CsvSource({"R50, 3, 4, 6, 3", "R101, 3, 4, 23, 3", "R152, 3, 8, 36, 3"})
  void stagesHalveInTheirLastUnit(ResNetV2 network, int n2, int n3, int n4, int n5) {
    Residuals.draw(drawn, network);
    assertEquals("112x112x64", drawn.shape("conv1/BiasAdd"));
    assertEquals("56x56x64", drawn.shape("conv1/MaxPool"));
    assertEquals(map(56, 256), drawn.shape("conv2_" + (n2 - 1) + "/Add"));
    assertEquals(map(28, 256), drawn.shape("conv2_" + n2 + "/Add"));
    assertEquals(map(14, 512), drawn.shape("conv3_" + n3 + "/Add"));
    assertEquals(map(7, 1024), drawn.shape("conv4_" + n4 + "/Add"));
    assertEquals(map(7, 2048), drawn.shape("conv5_" + n5 + "/Add"));
    assertEquals("2048", drawn.shape("norm/Mean"));
    assertEquals("1000", drawn.shape("fc/BiasAdd"));
    assertEquals(3 * (n2 + n3 + n4 + n5) + 2, Residuals.layers(drawn));
  }

  /** Zeros, not the least number there is: the stem's numbers may be below them. */
  @Test
  void stemIsPooledOverPaddedZeros() {
    Residuals.draw(drawn, ResNetV2.R50);
    assertEquals(List.of("conv1/Pad_1"), Residuals.inputs(drawn, "conv1/MaxPool"));
    assertEquals("114x114x64", drawn.shape("conv1/Pad_1"));
  }

  /** Figure 4(e): nothing stands between one addition and the next. */
  @Test
  void identityShortcutsAreNeitherActivatedNorNormalised() {
    Residuals.draw(drawn, ResNetV2.R50);
    assertEquals(
        List.of("conv2_1/Add", "conv2_2/conv3/BiasAdd"), Residuals.inputs(drawn, "conv2_2/Add"));
    assertEquals(
        List.of("conv2_3/MaxPool", "conv2_3/conv3/BiasAdd"),
        Residuals.inputs(drawn, "conv2_3/Add"));
    assertEquals(List.of("conv2_2/Add"), Residuals.inputs(drawn, "conv2_3/MaxPool"));
  }

  @Test
  void projectionsReadTheActivatedInput() {
    Residuals.draw(drawn, ResNetV2.R50);
    assertEquals(List.of("conv2_1", "conv3_1", "conv4_1", "conv5_1"), Residuals.projections(drawn));
    assertEquals("conv3_1/norm/Relu", Residuals.inputs(drawn, "conv3_1/shortcut/Conv2d").get(0));
  }
}
