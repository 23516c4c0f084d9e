package org.convzoo.graphs.residual;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.convzoo.graphs.Images;
import org.convzoo.graphs.network.Spec;
import org.convzoo.ops.Drawn;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** DenseNet's stages against its tables. */
class DenseNetTest {

  @AutoClose private final Drawn drawn = new Drawn();

  private void draw(DenseNet network) {
    Spec spec = network.spec();
    network.build(drawn.inference(), Images.of(drawn, spec.input()), spec.classes());
  }

  /**
   * Table 1. Channels by hand: 2k, and k more for each layer, halved by transitions; the channels
   * that leave the four blocks are given.
   */
  @ParameterizedTest(name = "{0}: {2}, {4}, {6}, {8} channels leave the blocks")
  @CsvSource({
    "D121, 6, 256, 12, 512, 24, 1024, 16, 1024",
    "D169, 6, 256, 12, 512, 32, 1280, 32, 1664",
    "D201, 6, 256, 12, 512, 48, 1792, 32, 1920",
    "D264, 6, 256, 12, 512, 64, 2304, 48, 2688",
    "D161, 6, 384, 12, 768, 36, 2112, 24, 2208",
  })
  void networkHasTable1sShapes(
      DenseNet network, int l1, int c1, int l2, int c2, int l3, int c3, int l4, int c4) {
    draw(network);
    int start = network == DenseNet.D161 ? 96 : 64;
    assertEquals(Images.map(112, start), drawn.shape("conv0/Conv2d"));
    assertEquals(Images.map(56, start), drawn.shape("bn0/MaxPool"));
    assertEquals(Images.map(56, c1), drawn.shape(end(1, l1)));
    assertEquals(Images.map(28, c1 / 2), drawn.shape("transition1/conv/AvgPool"));
    assertEquals(Images.map(28, c2), drawn.shape(end(2, l2)));
    assertEquals(Images.map(14, c2 / 2), drawn.shape("transition2/conv/AvgPool"));
    assertEquals(Images.map(14, c3), drawn.shape(end(3, l3)));
    assertEquals(Images.map(7, c3 / 2), drawn.shape("transition3/conv/AvgPool"));
    assertEquals(Images.map(7, c4), drawn.shape(end(4, l4)));
    assertEquals(Integer.toString(c4), drawn.shape("bn/Mean"));
    assertEquals("1000", drawn.shape("classifier/BiasAdd"));
  }

  /** The last join of a block of so many layers. */
  private static String end(int block, int layers) {
    return "block" + block + "/Concat" + (layers > 1 ? "_" + (layers - 1) : "");
  }

  /** Section 3: a layer's first convolution makes 4k maps of what it reads, its second k. */
  @Test
  void bottlenecksAreFourTimesAsWideAsTheGrowth() {
    draw(DenseNet.D121);
    assertEquals("56x56x128", drawn.shape("block1/layer6/conv1/Conv2d"));
    assertEquals("56x56x32", drawn.shape("block1/layer6/conv2/Conv2d"));
    assertEquals("56x56x224", drawn.shape("block1/layer6/bn1/Relu")); // 64 + 5 * 32
  }

  /** Section 3, "implementation details": maps of 32x32, 16x16 and 8x8. */
  @ParameterizedTest(name = "{0}: {2} channels, {3}, {4} and {5} leave the blocks")
  @CsvSource({
    "L40_K12, 12, 16, 160, 304, 448", // 16 + 12 * 12 and so on
    "L100_K12, 32, 16, 400, 784, 1168",
    "L100_K24, 32, 16, 784, 1552, 2320",
    "C40_K12, 12, 24, 168, 228, 258", // half of 168 is 84, 84 + 144 = 228
    "BC40_K12, 6, 24, 96, 120, 132",
    "BC100_K12, 16, 24, 216, 300, 342",
    "BC190_K40, 31, 80, 1320, 1900, 2190",
    "BC250_K24, 41, 48, 1032, 1500, 1734",
  })
  void cifarsNetworksHaveThreeBlocks(
      DenseNet network, int layers, int start, int first, int second, int third) {
    draw(network);
    int divisor = network.spec().name().matches("densenet-b?c.*") ? 2 : 1;
    assertEquals(Images.map(32, start), drawn.shape("conv0/Conv2d"));
    assertEquals(Images.map(32, first), drawn.shape(end(1, layers)));
    assertEquals(Images.map(16, first / divisor), drawn.shape("transition1/conv/AvgPool"));
    assertEquals(Images.map(16, second), drawn.shape(end(2, layers)));
    assertEquals(Images.map(8, second / divisor), drawn.shape("transition2/conv/AvgPool"));
    assertEquals(Images.map(8, third), drawn.shape(end(3, layers)));
    assertEquals(Integer.toString(third), drawn.shape("bn/Mean"));
  }

  /** d2l, section 8.7, at 96 pixels. */
  @Test
  void d2lsNetworkHasItsBooksShapes() {
    draw(DenseNet.D2L);
    assertEquals("48x48x64", drawn.shape("conv0/BiasAdd"));
    assertEquals("24x24x64", drawn.shape("bn0/MaxPool"));
    assertEquals("24x24x192", drawn.shape("block1/Concat_3"));
    assertEquals("12x12x96", drawn.shape("transition1/conv/AvgPool"));
    assertEquals("12x12x224", drawn.shape("block2/Concat_3"));
    assertEquals("6x6x112", drawn.shape("transition2/conv/AvgPool"));
    assertEquals("6x6x240", drawn.shape("block3/Concat_3"));
    assertEquals("3x3x120", drawn.shape("transition3/conv/AvgPool"));
    assertEquals("3x3x248", drawn.shape("block4/Concat_3"));
  }
}
