package org.convzoo.graphs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Collection;
import org.convzoo.graphs.classic.AlexNet;
import org.convzoo.graphs.classic.GoogLeNet;
import org.convzoo.graphs.network.Network;
import org.convzoo.ops.Drawn;
import org.convzoo.ops.Layers;
import org.convzoo.ops.Variable;
import org.convzoo.ops.internal.runtime.MultiplyAdds;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Parameters and multiply-adds, counted in the graphs at the papers' sizes. */
class ParametersTest {

  @AutoClose private final Drawn drawn = new Drawn();

  static Collection<Network> networks() {
    return Zoo.all();
  }

  private void draw(Layers net, Network network) {
    network.build(net, Images.of(drawn, network.spec().input()), network.spec().classes());
  }

  /** The elements of the trainable variables below {@code prefix}, by the shapes in the graph. */
  private long parameters(String prefix, String suffix) {
    long sum = 0;
    for (Variable variable : drawn.variables().trainable()) {
      if (variable.name().startsWith(prefix) && variable.name().endsWith(suffix)) {
        sum += drawn.graph().operationOrThrow(variable.name()).output(0).shape().size();
      }
    }
    return sum;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("networks")
  void networkHasItsPapersParametersAndMultiplyAdds(Network network) {
    Expected expected = Expected.of(network);
    draw(drawn.inference(), network);
    assertEquals(expected.inference(), parameters("", ""), expected.source());
    assertEquals(expected.inference(), drawn.variables().parameters());
    assertEquals(expected.statistics(), statistics(), expected.source());
    assertEquals(expected.macs(), MultiplyAdds.perImage(drawn.graph()), expected.source());
    draw(drawn.training(1).under("training"), network);
    assertEquals(expected.training(), parameters("", ""), expected.source());
  }

  private long statistics() {
    return drawn.variables().all().stream()
        .filter(variable -> variable.role() == Variable.Role.STATISTIC)
        .mapToLong(Variable::size)
        .sum();
  }

  @Test
  void everyRowOfExpectedNumbersIsOfANetwork() {
    assertEquals(
        Zoo.all().stream().map(network -> network.spec().name()).toList(), Expected.networks());
  }

  @ParameterizedTest(name = "{0} has {1}")
  @CsvSource({
    "conv1, 34_944", // 11*11*3*96 + 96
    "conv2, 307_456", // 5*5*48*256 + 256
    "conv3, 885_120", // 3*3*256*384 + 384: reads both towers
    "conv4, 663_936", // 3*3*192*384 + 384
    "conv5, 442_624", // 3*3*192*256 + 256
    "fc6, 37_752_832", // 6*6*256*4096 + 4096
    "fc7, 16_781_312", // 4096*4096 + 4096
  })
  void alexNetsLayersAreSplitEvenly(String layer, String expected) {
    draw(drawn.inference(), AlexNet.TWO_TOWERS);
    long half = Long.parseLong(expected.replace("_", "")) / 2;
    assertEquals(half, parameters("tower1/" + layer + "/", ""));
    assertEquals(half, parameters("tower2/" + layer + "/", ""));
  }

  @Test
  void alexNetsLastLayerReadsBothTowers() {
    draw(drawn.inference(), AlexNet.TWO_TOWERS);
    assertEquals(4096 * 1000 + 1000, parameters("fc8/", ""));
  }

  /**
   * Weights by the widths in table 1: those of 3a, for instance, are 192*64 + 192*96 + 9*96*128 +
   * 192*16 + 25*16*32 + 192*32. The table's own column of parameters is rounded and in parts wrong.
   */
  @ParameterizedTest(name = "{0}: {1} weights, {2} biases")
  @CsvSource({
    "conv1, 9408, 64", // 7*7*3*64
    "conv2_reduce, 4096, 64", // 64*64
    "conv2, 110592, 192", // 9*64*192
    "inception_3a, 163328, 368",
    "inception_3b, 388096, 640",
    "inception_4a, 375552, 624",
    "inception_4b, 448512, 648",
    "inception_4c, 509440, 664",
    "inception_4d, 604672, 704",
    "inception_4e, 867328, 1024",
    "inception_5a, 1042432, 1024",
    "inception_5b, 1442816, 1264",
    "classifier, 1024000, 1000",
    "auxiliary_4a, 3186688, 2152", // 512*128 + 2048*1024 + 1024*1000; 128 + 1024 + 1000
    "auxiliary_4d, 3188736, 2152", // 528*128 + 2048*1024 + 1024*1000
  })
  void googLeNetsBlocksHaveTheWeightsOfTable1(String block, long weights, long biases) {
    draw(drawn.training(1), GoogLeNet.V1);
    assertEquals(weights, parameters(block + "/", "/kernel"));
    assertEquals(biases, parameters(block + "/", "/bias"));
  }
}
