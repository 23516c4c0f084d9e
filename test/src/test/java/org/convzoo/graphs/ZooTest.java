package org.convzoo.graphs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.convzoo.graphs.classic.AlexNet;
import org.convzoo.graphs.classic.GoogLeNet;
import org.convzoo.graphs.classic.LeNet;
import org.convzoo.graphs.network.Network;
import org.convzoo.graphs.network.Spec;
import org.convzoo.graphs.task.NetworkOutput;
import org.convzoo.graphs.task.Task;
import org.convzoo.ops.Drawn;
import org.convzoo.ops.Refusal;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.Shape;

/** What holds for every network, and what a network says to a bad call. */
class ZooTest {

  @AutoClose private final Drawn drawn = new Drawn();

  static Collection<Network> networks() {
    return Zoo.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("networks")
  void networkIsFoundByItsName(Network network) {
    assertSame(network, Zoo.get(network.spec().name()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("networks")
  void networkSaysWhereItWasPublished(Network network) {
    Spec spec = network.spec();
    assertTrue(spec.name().matches("[a-z0-9.-]+"), spec.name());
    assertTrue(spec.year() > 1980, spec.name());
    for (String said : List.of(spec.title(), spec.authors(), spec.citation(), spec.result())) {
      assertFalse(said.isBlank(), spec.name());
    }
  }

  static List<Network> classifiers() {
    return Zoo.all().stream().filter(n -> n.spec().task() == Task.CLASSIFICATION).toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("classifiers")
  void classifierGivesOneLogitPerClass(Network network) {
    NetworkOutput logits =
        network.build(drawn.inference(), Images.of(drawn, network.spec().input()), 10);
    assertEquals(2, logits.main().shape().numDimensions());
    assertEquals(10, logits.main().shape().get(1));
    assertEquals(List.of(), logits.auxiliary());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("networks")
  void drawingsShareTheWeightsAndHaveTheConstantsThatArePublished(Network network) {
    Spec spec = network.spec();
    NetworkOutput training =
        network.build(drawn.training(1), Images.of(drawn, spec.input()), spec.classes());
    int variables = drawn.variables().all().size();
    network.build(
        drawn.inference().under("inference"), Images.of(drawn, spec.input()), spec.classes());
    assertEquals(variables, drawn.variables().all().size());
    assertEquals(variables, drawn.operations("VariableV2").size());
    assertEquals(Constants.published(network), Constants.of(drawn, training));
    assertEquals(network.auxiliaryWeight().isPresent(), !training.auxiliary().isEmpty());
  }

  @Test
  void everyRowOfConstantsIsOfANetworkAndHasASource() {
    for (Constants.Row row : Constants.Row.ALL) {
      assertTrue(Zoo.all().stream().anyMatch(row::isOf), row.toString());
      assertTrue(row.source().length() > 10, row.toString());
    }
  }

  @Test
  void normalisationMakesADifference() {
    var images = drawn.constant(Shape.of(1, 67, 67, 3), pixels());
    var with = AlexNet.TWO_TOWERS.build(drawn.inference().under("with"), images, 10);
    var without = AlexNet.WITHOUT_LRN.build(drawn.inference().under("without"), images, 10);
    assertEquals(4, drawn.operations("LRN").size()); // two layers, two towers
    assertFalse(Arrays.equals(drawn.values(with.main()), drawn.values(without.main())));
  }

  private static float[] pixels() {
    float[] pixels = new float[67 * 67 * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (i * 37 % 256) / 16f;
    }
    return pixels;
  }

  // Bad calls

  private String refusal(Network network, int height, int width, int channels, int classes) {
    return Refusal.of(
        () -> network.build(drawn.inference(), Images.of(drawn, height, width, channels), classes));
  }

  @Test
  void oneClassIsRefused() {
    assertEquals(
        "alexnet needs at least 2 classes, got 1", refusal(AlexNet.TWO_TOWERS, 227, 227, 3, 1));
  }

  @Test
  void imagesTooSmallForAlexNetAreRefusedWithTheLayerThatCannotTakeThem() {
    // conv1 leaves (28 - 11) / 4 + 1 = 5, its pooling 2, conv2 2: too few for the next pooling.
    assertEquals(
        "alexnet cannot take images of 28x28x3 (its own size is 227x227x3): "
            + "tower1/conv2: a window of 3x3 pixels does not fit into a map of 2x2",
        refusal(AlexNet.TWO_TOWERS, 28, 28, 3, 10));
  }

  @Test
  void imagesTooSmallForLeNetAreRefused() {
    assertEquals( // conv1 keeps 9x11, its pooling leaves 4x5
        "lenet cannot take images of 9x11x1 (its own size is 28x28x1): "
            + "conv2: a window of 5x5 pixels does not fit into a map of 4x5",
        refusal(LeNet.D2L, 9, 11, 1, 10));
  }

  @Test
  void smallImagesAreTooSmallForGoogLeNetsHeadsOnly() {
    // 64, then 32, 16, 8 and 4: less than the heads' pooling, enough for the rest.
    var images = Images.of(drawn, 64, 64, 3);
    GoogLeNet.V1.build(drawn.inference(), images, 10);
    assertEquals(
        "googlenet cannot take images of 64x64x3 (its own size is 224x224x3): "
            + "auxiliary_4a: a window of 5x5 pixels does not fit into a map of 4x4",
        Refusal.of(() -> GoogLeNet.V1.build(drawn.training(1), images, 10)));
  }

  /** 79, 40, 20, 10, 5, which is the heads' window; 78, 39, 19, 9, 4 is one too few. */
  @Test
  void googLeNetsHeadsNeed79Pixels() {
    GoogLeNet.V1.build(drawn.training(1).under("enough"), Images.of(drawn, 79, 79, 3), 10);
    assertEquals(
        "googlenet cannot take images of 78x78x3 (its own size is 224x224x3): "
            + "auxiliary_4a: a window of 5x5 pixels does not fit into a map of 4x4",
        Refusal.of(
            () ->
                GoogLeNet.V1.build(
                    drawn.training(1).under("few"), Images.of(drawn, 78, 78, 3), 10)));
  }

  @ParameterizedTest(name = "{0} may have meant {1}")
  @CsvSource({"alexnte, alexnet", "LeNet, lenet", "gogglenet, googlenet"})
  void unknownNameIsAnsweredWithTheNearest(String mistyped, String meant) {
    assertEquals(
        "there is no network \"" + mistyped + "\": did you mean " + meant + "?",
        Refusal.of(() -> Zoo.get(mistyped)));
  }
}
