package org.convzoo.graphs.classic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.convzoo.graphs.Images;
import org.convzoo.ops.Drawn;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What LeNet's layers leave. */
class LeNetTest {

  @AutoClose private final Drawn drawn = new Drawn();

  private void draw(LeNet network) {
    network.build(drawn.inference(), Images.of(drawn, 28, 28, 1), 10);
  }

  /** d2l, section 7.6: (28 + 4 - 5) + 1 = 28, half 14, 14 - 5 + 1 = 10, half 5; 5*5*16 = 400. */
  @Test
  void leNetHasD2lsShapes() {
    draw(LeNet.D2L);
    assertEquals("28x28x6", drawn.shape("conv1/BiasAdd"));
    assertEquals("14x14x6", drawn.shape("conv1/AvgPool"));
    assertEquals("10x10x16", drawn.shape("conv2/BiasAdd"));
    assertEquals("5x5x16", drawn.shape("conv2/AvgPool"));
    assertEquals("400", drawn.shape("conv2/Reshape"));
    assertEquals("120", drawn.shape("fc3/Sigmoid"));
    assertEquals("84", drawn.shape("fc4/Sigmoid"));
    assertEquals("10", drawn.shape("fc5/BiasAdd"));
  }

  /** d2l, section 8.5: 28 - 5 + 1 = 24, half 12, 12 - 5 + 1 = 8, half 4; 4*4*16 = 256. */
  @Test
  void leNetWithBatchNormIsNotPadded() {
    draw(LeNet.D2L_BN);
    assertEquals("24x24x6", drawn.shape("conv1/FusedBatchNorm"));
    assertEquals("12x12x6", drawn.shape("conv1/AvgPool"));
    assertEquals("8x8x16", drawn.shape("conv2/FusedBatchNorm"));
    assertEquals("4x4x16", drawn.shape("conv2/AvgPool"));
    assertEquals("256", drawn.shape("conv2/Reshape"));
    assertEquals("120", drawn.shape("fc3/Sigmoid"));
    assertEquals("84", drawn.shape("fc4/Sigmoid"));
    assertEquals("10", drawn.shape("fc5/BiasAdd"));
    assertEquals(
        List.of("conv1", "conv2", "fc3", "fc4"), // every layer but the last
        drawn.operations("FusedBatchNormV3").stream().map(name -> name.split("/")[0]).toList());
  }

  /** d2l's first edition, section 5.5: 28 - 5 + 1 = 24, half 12, 12 - 5 + 1 = 8, half 4. */
  @Test
  void leNetOfD2lsFirstEditionIsNotPaddedAndTakesMaxima() {
    draw(LeNet.D2L_FIRST);
    assertEquals("24x24x6", drawn.shape("conv1/Sigmoid"));
    assertEquals("12x12x6", drawn.shape("conv1/MaxPool"));
    assertEquals("8x8x16", drawn.shape("conv2/Sigmoid"));
    assertEquals("4x4x16", drawn.shape("conv2/MaxPool"));
    assertEquals("256", drawn.shape("conv2/Reshape"));
    assertEquals("120", drawn.shape("fc3/Sigmoid"));
    assertEquals("84", drawn.shape("fc4/Sigmoid"));
    assertEquals("10", drawn.shape("fc5/BiasAdd"));
  }

  /** d2l's first edition, section 5.10: as without batch norm. */
  @Test
  void leNetOfD2lsFirstEditionWithBatchNormTakesMaximaToo() {
    draw(LeNet.D2L_FIRST_BN);
    assertEquals("24x24x6", drawn.shape("conv1/FusedBatchNorm"));
    assertEquals("12x12x6", drawn.shape("conv1/MaxPool"));
    assertEquals("8x8x16", drawn.shape("conv2/FusedBatchNorm"));
    assertEquals("4x4x16", drawn.shape("conv2/MaxPool"));
    assertEquals("256", drawn.shape("conv2/Reshape"));
    assertEquals("120", drawn.shape("fc3/Sigmoid"));
    assertEquals("84", drawn.shape("fc4/Sigmoid"));
    assertEquals("10", drawn.shape("fc5/BiasAdd"));
    assertEquals(
        List.of("conv1", "conv2", "fc3", "fc4"), // every layer but the last
        drawn.operations("FusedBatchNormV3").stream().map(name -> name.split("/")[0]).toList());
  }

  /** 28 - 5 + 1 = 24, half 12, 12 - 5 + 1 = 8, half 4; 4*4*50 = 800. */
  @Test
  void caffesLeNetIsWider() {
    draw(LeNet.CAFFE);
    assertEquals("24x24x20", drawn.shape("conv1/BiasAdd"));
    assertEquals("12x12x20", drawn.shape("conv1/MaxPool"));
    assertEquals("8x8x50", drawn.shape("conv2/BiasAdd"));
    assertEquals("4x4x50", drawn.shape("conv2/MaxPool"));
    assertEquals("800", drawn.shape("conv2/Reshape"));
    assertEquals("500", drawn.shape("ip1/Relu"));
    assertEquals("10", drawn.shape("ip2/BiasAdd"));
  }
}
