package org.convzoo.graphs.residual;

import static org.convzoo.graphs.Residuals.inputs;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.convzoo.graphs.Residuals;
import org.convzoo.ops.Drawn;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The units that "Identity mappings in deep residual networks" compares, as its figures have them.
 */
class ResNet110Test {

  @AutoClose private final Drawn drawn = new Drawn();

  /** 18 units in each of three stages, 32, 16 and 8 pixels wide: 6 * 18 + 2 layers. */
  @ParameterizedTest(name = "{0}")
  @EnumSource
  void networkHas110LayersInThreeStages(ResNet110 network) {
    Residuals.draw(drawn, network);
    assertEquals(110, Residuals.kernels(drawn, "(?!.*/(shortcut|gate)/).*").size());
    assertEquals("32x32x16", drawn.shape("conv2_18/Add"));
    assertEquals("16x16x32", drawn.shape("conv3_1/Add"));
    assertEquals("16x16x32", drawn.shape("conv3_18/Add"));
    assertEquals("8x8x64", drawn.shape("conv4_1/Add"));
    assertEquals("8x8x64", drawn.shape("conv4_18/Add"));
    assertEquals("10", drawn.shape("fc/BiasAdd"));
    assertEquals(54, drawn.operations("Add").size());
  }

  /** Figure 2(b). */
  @Test
  void scalingHalvesBoth() {
    Residuals.draw(drawn, ResNet110.SCALED);
    assertEquals(List.of("conv2_2/Mul", "conv2_2/conv2/Mul_2"), inputs(drawn, "conv2_2/Add"));
    assertEquals("conv2_1/Relu", inputs(drawn, "conv2_2/Mul").get(0));
    assertEquals("conv2_2/conv2/FusedBatchNorm", inputs(drawn, "conv2_2/conv2/Mul_2").get(0));
  }

  /** Figure 2(c): what the gate lets through of the branch is taken from the shortcut. */
  @Test
  void exclusiveGateIsOfBoth() {
    Residuals.draw(drawn, ResNet110.EXCLUSIVE_GATE);
    String gate = "conv3_1/gate/Sigmoid";
    assertEquals("16x16x32", drawn.shape(gate));
    assertEquals(List.of("conv3_1/Sub", "conv3_1/conv2/Mul_2"), inputs(drawn, "conv3_1/Add"));
    assertEquals(List.of("conv3_1/Pad", "conv3_1/Mul"), inputs(drawn, "conv3_1/Sub"));
    assertEquals(List.of("conv3_1/Pad", gate), inputs(drawn, "conv3_1/Mul"));
    assertEquals(
        List.of("conv3_1/conv2/FusedBatchNorm", gate), inputs(drawn, "conv3_1/conv2/Mul_2"));
  }

  /** Figure 2(d). */
  @Test
  void shortcutGateLeavesTheBranchAsItIs() {
    Residuals.draw(drawn, ResNet110.SHORTCUT_GATE);
    assertEquals(
        List.of("conv2_2/Sub", "conv2_2/conv2/FusedBatchNorm"), inputs(drawn, "conv2_2/Add"));
    assertEquals(List.of("conv2_1/Relu", "conv2_2/Mul"), inputs(drawn, "conv2_2/Sub"));
  }

  /** Figure 2(e). */
  @Test
  void everyShortcutIsConvolved() {
    Residuals.draw(drawn, ResNet110.CONV_SHORTCUT);
    assertEquals(54, Residuals.projections(drawn).size());
    assertEquals(
        List.of("conv2_2/shortcut/FusedBatchNorm", "conv2_2/conv2/FusedBatchNorm"),
        inputs(drawn, "conv2_2/Add"));
  }

  /** Figure 2(f). */
  @Test
  void everyShortcutIsDropped() {
    Residuals.draw(drawn, ResNet110.DROPOUT_SHORTCUT);
    assertEquals(
        List.of("conv2_2/dropout/Mul_1", "conv2_2/conv2/FusedBatchNorm"),
        inputs(drawn, "conv2_2/Add"));
  }

  /** Figure 4(b). */
  @Test
  void batchNormFollowsTheAddition() {
    Residuals.draw(drawn, ResNet110.BN_AFTER_ADD);
    assertEquals(
        List.of("conv2_1/norm/Relu", "conv2_2/conv2/Conv2d"), inputs(drawn, "conv2_2/Add"));
    assertEquals("conv2_2/Add", inputs(drawn, "conv2_2/norm/FusedBatchNorm").get(0));
    assertEquals(List.of("conv2_2/norm/FusedBatchNorm"), inputs(drawn, "conv2_2/norm/Relu"));
  }

  /** Figure 4(c). */
  @Test
  void nothingFollowsTheAdditionWhereReluComesBefore() {
    Residuals.draw(drawn, ResNet110.RELU_BEFORE_ADD);
    assertEquals(List.of("conv2_1/Add", "conv2_2/conv2/Relu"), inputs(drawn, "conv2_2/Add"));
    assertEquals("conv4_18/Add", inputs(drawn, "conv4_18/Mean").get(0));
  }

  /** Figure 4(d), and the activation after the last unit. */
  @Test
  void preActivationIsOfTheBranchAlone() {
    Residuals.draw(drawn, ResNet110.RELU_PREACT);
    assertEquals(
        List.of("conv2_1/Add", "conv2_2/conv2/FusedBatchNorm"), inputs(drawn, "conv2_2/Add"));
    assertEquals("conv2_2/Relu", inputs(drawn, "conv2_2/conv1/Conv2d").get(0));
    assertEquals(List.of("conv2_1/Add"), inputs(drawn, "conv2_2/Relu"));
    assertEquals(List.of("conv4_18/Add"), inputs(drawn, "conv4_18/Relu_1"));
  }
}
