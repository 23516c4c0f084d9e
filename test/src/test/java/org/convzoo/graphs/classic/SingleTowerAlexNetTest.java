package org.convzoo.graphs.classic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.convzoo.graphs.Images;
import org.convzoo.graphs.network.Spec;
import org.convzoo.ops.Drawn;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.ndarray.Shape;

/** What tells the single towers apart, read from the graph. */
class SingleTowerAlexNetTest {

  @AutoClose private final Drawn drawn = new Drawn();

  private void draw(SingleTowerAlexNet network) {
    Spec spec = network.spec();
    network.build(drawn.inference(), Images.of(drawn, spec.input()), spec.classes());
  }

  /**
   * (227 - 11) / 4 + 1 = 55, then 27, 13 and 6 by the poolings; 55 of 224 pixels padded by two on
   * each side; 54 of 224 and of 226, then 26, 12 and 5.
   */
  @ParameterizedTest(name = "{0}: {1}, {2}, {3}, {4} pixels, {5}, {6}, {7}, {8}, {9} maps")
  @CsvSource({
    "UNGROUPED, 55, 27, 13, 6, 96, 256, 384, 384, 256",
    "ONE_GPU, 55, 27, 13, 6, 48, 128, 192, 192, 256",
    "BVLC, 55, 27, 13, 6, 96, 256, 384, 384, 256",
    "CAFFENET, 55, 27, 13, 6, 96, 256, 384, 384, 256",
    "ONE_WEIRD_TRICK, 55, 27, 13, 6, 64, 192, 384, 256, 256",
    "D2L, 54, 26, 12, 5, 96, 256, 384, 384, 256",
    "D2L_FIRST, 54, 26, 12, 5, 96, 256, 384, 384, 256",
    "SLIM, 54, 26, 12, 5, 64, 192, 384, 384, 256",
  })
  void networkHasItsPublishedShapes(
      SingleTowerAlexNet network,
      int side1,
      int side2,
      int side3,
      int side4,
      int maps1,
      int maps2,
      int maps3,
      int maps4,
      int maps5) {
    draw(network);
    assertEquals(Images.map(side1, maps1), drawn.shape("conv1/Relu"));
    assertEquals(Images.map(side2, maps1), drawn.shape("conv1/MaxPool"));
    assertEquals(Images.map(side2, maps2), drawn.shape("conv2/Relu"));
    assertEquals(Images.map(side3, maps2), drawn.shape("conv2/MaxPool"));
    assertEquals(Images.map(side3, maps3), drawn.shape("conv3/Relu"));
    assertEquals(Images.map(side3, maps4), drawn.shape("conv4/Relu"));
    assertEquals(Images.map(side3, maps5), drawn.shape("conv5/Relu"));
    assertEquals(Images.map(side4, maps5), drawn.shape("conv5/MaxPool"));
    assertEquals("4096", drawn.shape("fc6/Relu"));
    assertEquals("4096", drawn.shape("fc7/Relu"));
    assertEquals(Integer.toString(network.spec().classes()), drawn.shape("fc8/BiasAdd"));
  }

  /** d2l's first edition: 224 pixels, of which (224 - 11) mod 4 = 1 is read by no window. */
  @Test
  void firstEditionOfD2lDoesNotPadItsFirstLayer() {
    draw(SingleTowerAlexNet.D2L_FIRST);
    assertEquals(
        "Placeholder", drawn.graph().operationOrThrow("conv1/Conv2d").input(0).op().type());
  }

  private Shape kernel(String layer) {
    return drawn.graph().operationOrThrow(layer + "/kernel").output(0).shape();
  }

  @ParameterizedTest
  @EnumSource(names = {"BVLC", "CAFFENET"})
  void caffesNetworksHaveTwoGroupsWherePapersTowersDoNotMeet(SingleTowerAlexNet network) {
    draw(network);
    assertEquals(Shape.of(5, 5, 48, 256), kernel("conv2"));
    assertEquals(Shape.of(3, 3, 256, 384), kernel("conv3"));
    assertEquals(Shape.of(3, 3, 192, 384), kernel("conv4"));
    assertEquals(Shape.of(3, 3, 192, 256), kernel("conv5"));
  }

  @ParameterizedTest(name = "{0}: {2} reads {1}")
  @CsvSource({
    "UNGROUPED, conv1/LocalResponseNormalization, conv1/MaxPool",
    "BVLC, conv1/LocalResponseNormalization, conv1/MaxPool",
    "CAFFENET, conv1/MaxPool, conv1/LocalResponseNormalization",
    "CAFFENET, conv2/MaxPool, conv2/LocalResponseNormalization",
  })
  void caffeNetPoolsBeforeItNormalises(SingleTowerAlexNet network, String first, String second) {
    draw(network);
    assertEquals(first, drawn.graph().operationOrThrow(second).input(0).op().name());
  }

  @ParameterizedTest
  @EnumSource(names = {"ONE_WEIRD_TRICK", "D2L", "D2L_FIRST", "SLIM"})
  void laterNetworksDoNotNormalise(SingleTowerAlexNet network) {
    draw(network);
    assertEquals(List.of(), drawn.operations("LRN"));
  }

  /** The prototxts' bias_fillers, and TF-Slim's biases_initializer. */
  @ParameterizedTest(name = "{0}: {1}, else 0")
  @CsvSource({
    "UNGROUPED, 1, 2 4 5 6 7",
    "BVLC, 0.1, 2 4 5 6 7",
    "CAFFENET, 1, 2 4 5 6 7",
    "ONE_WEIRD_TRICK, 0, ''",
    "D2L, 0, ''",
    "D2L_FIRST, 0, ''",
    "SLIM, 0.1, 1 2 3 4 5 6 7",
  })
  void biasesStartAsPublished(SingleTowerAlexNet network, float start, String layers) {
    int channels = network.spec().input().channels();
    network.build(drawn.inference(), Images.of(drawn, 67, 67, channels), 10);
    Set<String> raised = Set.of(layers.split(" "));
    for (int layer = 1; layer <= 8; layer++) {
      float expected = raised.contains(Integer.toString(layer)) ? start : 0;
      for (float bias : drawn.variable((layer < 6 ? "conv" : "fc") + layer + "/bias")) {
        assertEquals(expected, bias, "layer " + layer);
      }
    }
  }

  @ParameterizedTest(name = "{0}: behind {1} and {2}")
  @CsvSource({
    "UNGROUPED, fc6, fc7",
    "CAFFENET, fc6, fc7",
    "ONE_WEIRD_TRICK, conv5, fc6",
    "D2L, fc6, fc7",
    "D2L_FIRST, fc6, fc7",
    "SLIM, fc6, fc7",
  })
  void torchvisionsDropoutComesBeforeTheDenseLayers(
      SingleTowerAlexNet network, String first, String second) {
    network.build(drawn.training(1), Images.of(drawn, network.spec().input()), 10);
    Set<String> dropped = new TreeSet<>();
    for (String operation : drawn.operations()) {
      if (operation.contains("/dropout/")) {
        dropped.add(operation.substring(0, operation.indexOf('/')));
      }
    }
    assertEquals(Set.of(first, second), dropped);
  }

  /** 128 pixels padded by two: (132 - 11) / 4 + 1 = 31, then 15, 7 and 3. */
  @Test
  void torchvisionsDenseLayersReadSixBySixPixelsOfAnyImage() {
    SingleTowerAlexNet.ONE_WEIRD_TRICK.build(
        drawn.inference(), Images.of(drawn, 128, 128, 3), 1000);
    assertEquals("3x3x256", drawn.shape("conv5/MaxPool"));
    assertEquals(Shape.of(6 * 6 * 256, 4096), kernel("fc6"));
    assertEquals(61_100_840, drawn.variables().parameters());
  }
}
