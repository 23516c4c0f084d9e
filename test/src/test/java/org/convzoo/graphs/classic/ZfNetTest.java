package org.convzoo.graphs.classic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.convzoo.graphs.Images;
import org.convzoo.ops.Drawn;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What ZFNet's layers leave. */
class ZfNetTest {

  @AutoClose private final Drawn drawn = new Drawn();

  /** The sizes that figure 3 prints below its layers. */
  @Test
  void networkHasFigure3sShapes() {
    ZfNet.ZFNET.build(drawn.inference(), Images.of(drawn, 224, 224, 3), 1000);
    assertEquals("110x110x96", drawn.shape("conv1/Relu"));
    assertEquals("55x55x96", drawn.shape("conv1/LocalResponseNormalization"));
    assertEquals("26x26x256", drawn.shape("conv2/Relu"));
    assertEquals("13x13x256", drawn.shape("conv2/LocalResponseNormalization"));
    assertEquals("13x13x384", drawn.shape("conv3/Relu"));
    assertEquals("13x13x384", drawn.shape("conv4/Relu"));
    assertEquals("13x13x256", drawn.shape("conv5/Relu"));
    assertEquals("6x6x256", drawn.shape("conv5/MaxPool"));
    assertEquals("4096", drawn.shape("fc6/Relu"));
    assertEquals("4096", drawn.shape("fc7/Relu"));
    assertEquals("1000", drawn.shape("fc8/BiasAdd"));
    assertEquals(
        List.of("conv1/LocalResponseNormalization", "conv2/LocalResponseNormalization"),
        drawn.operations("LRN"));
  }
}
