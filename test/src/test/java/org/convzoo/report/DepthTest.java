package org.convzoo.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import org.convzoo.graphs.Zoo;
import org.convzoo.graphs.network.Network;
import org.convzoo.graphs.network.Spec;
import org.convzoo.graphs.task.NetworkOutput;
import org.convzoo.ops.Conv;
import org.convzoo.ops.Flow;
import org.convzoo.report.internal.drawing.DiagramBuilder;
import org.convzoo.report.source.GraphSource;
import org.convzoo.report.source.Setup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DepthTest {

  /** Three residual units of one convolution each, and nothing else. */
  private enum ThreeUnits implements Network {
    NET;

    @Override
    public Spec spec() {
      return Zoo.get("resnet20").spec();
    }

    @Override
    public NetworkOutput layers(Flow image, int classes) {
      Flow x = image;
      for (int i = 1; i <= 3; i++) {
        x = x.plus(x.conv("unit" + i, Conv.of(3, 3)).relu());
      }
      return NetworkOutput.of(x.globalAvgPool());
    }
  }

  private static Depth depth(Network network) {
    try (GraphSource subject = GraphSource.network(network, Setup.of(network))) {
      return Depth.of(new DiagramBuilder(subject).drawing(network.spec().name()));
    }
  }

  /** Veit et al. 2016, figure 1: 1 path of none, 3 of one, 3 of two, 1 of three: 1.5 on average. */
  @Test
  void threeResidualUnitsHaveEightPaths() {
    assertEquals(new Depth(3, BigInteger.valueOf(8), 1.5), depth(ThreeUnits.NET));
  }

  /** What the papers' titles and tables call them. */
  @ParameterizedTest
  @CsvSource({
    "lenet, 5",
    "alexnet, 8",
    "zfnet, 8",
    "vgg11, 11",
    "vgg13, 13",
    "vgg16, 16",
    "vgg19, 19",
    "nin, 12", // three times a convolution and two of 1x1, and once more
    "googlenet, 22", // Szegedy et al. 2015, section 5: "22 layers deep when counting only layers
    // with parameters"
    "highway19, 19",
    "highway32, 32",
    "resnet18, 18",
    "resnet34, 34",
    "resnet50, 50",
    "resnet101, 101",
    "resnet152, 152",
    "plain34, 34",
    "resnet20, 20",
    "resnet110, 110",
    "preresnet164, 164",
    "preresnet1001, 1001",
    "densenet40-k12, 40",
    "densenet121, 121",
    "densenet201, 201",
    "unet, 23" // Ronneberger et al. 2015, section 2: "in total the network has 23 convolutional
    // layers"
  })
  void depthIsThatOfThePaper(String network, int layers) {
    assertEquals(layers, depth(Zoo.get(network)).layers());
  }

  /**
   * Zagoruyko and Komodakis 2016, section 3, count convolutions, of which three are in shortcuts,
   * but not the dense layer: n = 6 N + 4, and a path has 6 N + 2.
   */
  @ParameterizedTest
  @CsvSource({"wrn-28-10, 28", "wrn-40-4, 40"})
  void wideNetworksCountTheirShortcuts(String network, int layers) {
    assertEquals(layers - 2, depth(Zoo.get(network)).layers());
  }

  /**
   * 2 for each of n residual units, and their mean passes half of them. A path of resnet34 has 16
   * units of two convolutions and two layers more, and 3 of the units have a convolution in their
   * shortcut: (32 + 3) / 2 + 2 = 19.5.
   */
  @ParameterizedTest
  @CsvSource({
    "resnet20, 9, 11", // 18 / 2 + 2, with no convolution in a shortcut
    "resnet34, 16, 19.5",
    "resnet152, 50, 79", // 50 units of three and 4 shortcuts: 154 / 2 + 2
    "preresnet1001, 333, 503" // 333 units of three and 3 shortcuts: 1002 / 2 + 2
  })
  void residualUnitsDoubleThePaths(String network, int units, double mean) {
    Depth depth = depth(Zoo.get(network));
    assertEquals(BigInteger.TWO.pow(units), depth.paths());
    assertEquals(mean, depth.meanLayers(), 1e-9);
  }

  /** Two towers that cross before conv3, fc6 and fc7: two ways on at each, and two at the start. */
  @Test
  void towersThatCrossHaveSixteenPaths() {
    assertEquals(BigInteger.valueOf(16), depth(Zoo.get("alexnet")).paths());
  }
}
