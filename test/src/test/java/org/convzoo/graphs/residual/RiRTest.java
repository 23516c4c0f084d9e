package org.convzoo.graphs.residual;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.convzoo.graphs.Residuals;
import org.convzoo.ops.Drawn;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** ResNet in ResNet: its stages and its two streams. */
class RiRTest {

  @AutoClose private final Drawn drawn = new Drawn();

  @BeforeEach
  void draw() {
    Residuals.draw(drawn, RiR.RIR18);
  }

  /** imgclsmob: 48, 96 and 192 channels for each of two streams. */
  @Test
  void stagesHalveTheMapAndDoubleTheStreams() {
    assertEquals("32x32x96", drawn.shape("conv1/Relu"));
    assertEquals("32x32x96", drawn.shape("conv2_4/norm/Relu"));
    assertEquals("16x16x192", drawn.shape("conv3_1/norm/Relu"));
    assertEquals("16x16x192", drawn.shape("conv3_6/norm/Relu"));
    assertEquals("8x8x384", drawn.shape("conv4_1/norm/Relu"));
    assertEquals("8x8x384", drawn.shape("conv4_6/norm/Relu"));
    assertEquals("8x8x10", drawn.shape("conv5/FusedBatchNorm"));
    assertEquals("10", drawn.shape("conv5/Mean"));
  }

  @Test
  void layersAre18() {
    assertEquals(18, Residuals.layers(drawn));
  }

  /** Equation 1: r + W r + W t before the activation, and W r + W t. */
  @Test
  void onlyTheResidualStreamHasAShortcut() {
    assertEquals(
        List.of("conv2_2/conv/Conv2d", "conv2_2/Pad"), Residuals.inputs(drawn, "conv2_2/Add"));
    assertEquals("32x32x48", drawn.shape("conv2_2/Slice"));
    assertEquals("32x32x96", drawn.shape("conv2_2/Pad"));
    assertEquals(List.of("conv3_1", "conv4_1"), Residuals.projections(drawn));
    assertEquals("16x16x96", drawn.shape("conv3_1/shortcut/Conv2d"));
    assertEquals("16x16x192", drawn.shape("conv3_1/shortcut/Pad"));
  }
}
