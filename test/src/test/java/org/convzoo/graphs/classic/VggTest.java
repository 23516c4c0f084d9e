package org.convzoo.graphs.classic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.convzoo.graphs.Images;
import org.convzoo.graphs.network.Spec;
import org.convzoo.ops.Drawn;
import org.convzoo.ops.Variable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** VGG's layers against table 1. */
class VggTest {

  @AutoClose private final Drawn drawn = new Drawn();

  private void draw(Vgg network) {
    Spec spec = network.spec();
    network.build(drawn.inference(), Images.of(drawn, spec.input()), spec.classes());
  }

  /**
   * Maps of 224, 112, 56, 28 and 14 pixels, 64 to 512 of them; half as large after each pooling.
   */
  @ParameterizedTest(name = "{0}: {1}, {2}, {3}, {4}, {5} convolutions, the third {6}x{6}")
  @CsvSource({
    "A, 1, 1, 2, 2, 2, 3, 1",
    "A_BN, 1, 1, 2, 2, 2, 3, 1",
    "A_LRN, 1, 1, 2, 2, 2, 3, 1",
    "B, 2, 2, 2, 2, 2, 3, 1",
    "B_BN, 2, 2, 2, 2, 2, 3, 1",
    "C, 2, 2, 3, 3, 3, 1, 1",
    "C_BN, 2, 2, 3, 3, 3, 1, 1",
    "D, 2, 2, 3, 3, 3, 3, 1",
    "D_BN, 2, 2, 3, 3, 3, 3, 1",
    "E, 2, 2, 4, 4, 4, 3, 1",
    "E_BN, 2, 2, 4, 4, 4, 3, 1",
    "D2L, 1, 1, 2, 2, 2, 3, 4", // d2l's small_conv_arch: a quarter of the maps
  })
  void networkIsItsColumnOfTable1(
      Vgg network, int c1, int c2, int c3, int c4, int c5, int third, int divisor) {
    draw(network);
    int[] convolutions = {c1, c2, c3, c4, c5};
    int[] maps = {64, 128, 256, 512, 512};
    int side = 224;
    for (int stage = 1; stage <= 5; stage++) {
      int width = maps[stage - 1] / divisor;
      int last = convolutions[stage - 1];
      for (int i = 1; i <= last; i++) {
        String layer = "conv" + stage + "_" + i;
        int kernel = i == 3 ? third : 3;
        assertEquals(Images.map(side, width), drawn.shape(layer + "/Relu"));
        assertEquals(
            kernel, drawn.graph().operationOrThrow(layer + "/kernel").output(0).shape().get(0));
      }
      String layer = "conv" + stage + "_";
      assertNull(drawn.graph().operation(layer + (last + 1) + "/kernel"));
      side /= 2;
      assertEquals(Images.map(side, width), drawn.shape(layer + last + "/MaxPool"));
    }
    assertEquals("4096", drawn.shape("fc6/Relu"));
    assertEquals("4096", drawn.shape("fc7/Relu"));
    assertEquals(Integer.toString(network.spec().classes()), drawn.shape("fc8/BiasAdd"));
  }

  @Test
  void aLrnIsNormalisedOnceBehindItsFirstConvolution() {
    draw(Vgg.A_LRN);
    assertEquals(List.of("conv1_1/LocalResponseNormalization"), drawn.operations("LRN"));
  }

  @Test
  void batchNormFollowsEachConvolutionAndKeepsItsBias() {
    draw(Vgg.D_BN);
    assertEquals(13, drawn.operations("FusedBatchNormV3").size());
    assertEquals(
        13 + 3,
        drawn.variables().all().stream().filter(v -> v.role() == Variable.Role.BIAS).count());
  }

  /**
   * Dive into Deep Learning's VGG-11 at full width: vgg11 with one channel and ten classes, 2 * 9 *
   * 64 and 990 * 4097 fewer parameters.
   */
  @Test
  void channelsAndClassesCanBeOthersThanImageNets() {
    Vgg.A.build(drawn.inference(), Images.of(drawn, 224, 224, 1), 10);
    assertEquals(132_863_336 - 2 * 9 * 64 - 990 * 4097, drawn.variables().parameters());
    assertEquals(128_806_154, drawn.variables().parameters());
  }
}
