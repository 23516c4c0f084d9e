package org.convzoo.graphs.classic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.convzoo.graphs.Images;
import org.convzoo.ops.Drawn;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Caffe's cifar10_quick, read from the graph. */
class CifarQuickTest {

  @AutoClose private final Drawn drawn = new Drawn();

  /** Caffe rounds up: (32 - 3) / 2 + 1 = 15.5, so 16; then 8 and 4; 4*4*64 = 1,024. */
  @Test
  void networkHasCaffesShapesAndOrder() {
    CifarQuick.QUICK.build(drawn.inference(), Images.of(drawn, 32, 32, 3), 10);
    assertEquals("32x32x32", drawn.shape("conv1/BiasAdd"));
    assertEquals("16x16x32", drawn.shape("conv1/Relu")); // after the pooling
    assertEquals("16x16x32", drawn.shape("conv2/Relu"));
    assertEquals("8x8x32", drawn.shape("conv2/AvgPool"));
    assertEquals("8x8x64", drawn.shape("conv3/Relu"));
    assertEquals("4x4x64", drawn.shape("conv3/AvgPool"));
    assertEquals("1024", drawn.shape("conv3/Reshape"));
    assertEquals("64", drawn.shape("ip1/BiasAdd"));
    assertEquals("10", drawn.shape("ip2/BiasAdd"));
    assertEquals(List.of("conv1/Relu", "conv2/Relu", "conv3/Relu"), drawn.operations("Relu"));
  }
}
