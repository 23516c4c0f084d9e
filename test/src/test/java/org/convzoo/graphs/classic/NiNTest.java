package org.convzoo.graphs.classic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.convzoo.graphs.Images;
import org.convzoo.ops.Drawn;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the layers of network in network leave. */
class NiNTest {

  @AutoClose private final Drawn drawn = new Drawn();

  private void draw(NiN network) {
    network.build(drawn.inference(), Images.of(drawn, network.spec().input()), 10);
  }

  /** d2l, section 8.3, at 224 pixels. */
  @Test
  void d2lsNetworkHasItsBooksShapes() {
    draw(NiN.D2L);
    assertEquals("54x54x96", drawn.shape("cccp2/Relu"));
    assertEquals("26x26x96", drawn.shape("cccp2/MaxPool"));
    assertEquals("26x26x256", drawn.shape("cccp4/Relu"));
    assertEquals("12x12x256", drawn.shape("cccp4/MaxPool"));
    assertEquals("12x12x384", drawn.shape("cccp6/Relu"));
    assertEquals("5x5x384", drawn.shape("cccp6/MaxPool"));
    assertEquals("5x5x10", drawn.shape("cccp8/Relu"));
    assertEquals("10", drawn.shape("cccp8/Mean"));
  }

  /** The authors' model: 32 pixels, rounded up when halved: (32 - 3) / 2 + 1 = 16, then 8. */
  @ParameterizedTest
  @EnumSource(names = {"CIFAR", "CIFAR_BN"})
  void cifarsNetworksHaveTheAuthorsShapes(NiN network) {
    draw(network);
    assertEquals("32x32x192", drawn.shape("conv1/Relu"));
    assertEquals("32x32x160", drawn.shape("cccp1/Relu"));
    assertEquals("32x32x96", drawn.shape("cccp2/Relu"));
    assertEquals("16x16x96", drawn.shape("cccp2/MaxPool"));
    assertEquals("16x16x192", drawn.shape("conv2/Relu"));
    assertEquals("16x16x192", drawn.shape("cccp3/Relu"));
    assertEquals("16x16x192", drawn.shape("cccp4/Relu"));
    assertEquals("8x8x192", drawn.shape("conv3/Relu"));
    assertEquals("8x8x192", drawn.shape("cccp5/Relu"));
    assertEquals(network == NiN.CIFAR ? "8x8x10" : "8x8x192", drawn.shape("cccp6/Relu"));
  }

  /** The second pooling is an average; so is the last, over the whole map. */
  @Test
  void cifarsNetworksArePooledByTheMaximumOnce() {
    draw(NiN.CIFAR);
    assertEquals(1, drawn.operations("MaxPool").size());
    assertEquals(1, drawn.operations("Mean").size());
  }

  /** imgclsmob's nin_cifar100: 90 more classes of 192 weights and a bias. */
  @Test
  void cifar100NeedsMoreParametersInTheLastLayerOnly() {
    NiN.CIFAR.build(drawn.inference(), Images.of(drawn, 32, 32, 3), 100);
    assertEquals(966_986 + 90 * 193, drawn.variables().parameters());
    assertEquals(984_356, drawn.variables().parameters());
  }
}
