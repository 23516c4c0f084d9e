package org.convzoo.graphs.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.convzoo.graphs.Zoo;
import org.convzoo.ops.Drawn;
import org.convzoo.ops.Initialization;
import org.convzoo.ops.Layers;
import org.convzoo.ops.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.ndarray.Shape;

/**
 * Networks with units that change nothing. A kernel's first values depend on the seed and its name
 * alone, so that a network and the deepened one have the same weights wherever both have them.
 */
class DeepenedTest {

  private static final Initialization USUAL = Initialization.glorotUniform(3);

  private static Network deepened(String network, Insertion... insertions) {
    return new Deepened(Zoo.get(network), List.of(insertions));
  }

  private static List<float[]> answers(Network network, List<Insertion> insertions) {
    Spec.Input size = network.spec().input();
    int side = Math.min(size.height(), 96);
    try (Drawn drawn = new Drawn(Deepened.start(USUAL, insertions))) {
      var images = drawn.random(5, Shape.of(2, side, side, size.channels()));
      Layers training = drawn.training(1).under("training");
      var inference = network.build(drawn.inference(), images, 10).main();
      var trained = network.build(training, images, 10).main();
      return List.of(drawn.values(inference), drawn.values(trained));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "lenet, conv2, CONV3X3", // sigmoid
    "lenet, conv1, CONV1X1",
    "lenet, fc3, CONV3X3",
    "lenet, fc4, RESIDUAL",
    "lenet, conv2, RESIDUAL",
    "lenet5, c1, CONV3X3", // scaled tanh
    "lenet-caffe, ip1, CONV1X1", // ReLU
    "vgg11-d2l, conv3_2, CONV3X3",
    "vgg11-d2l, conv5_1, RESIDUAL",
    "resnet20, conv3_3, RESIDUAL", // after a block
    "resnet20, conv2_1/conv1, CONV3X3", // inside of one
    "preresnet20, conv3_1/norm, CONV1X1",
    "googlenet, inception_3a/3x3, CONV3X3",
    "alexnet, tower1/conv3, CONV3X3",
  })
  void twoUnitsChangeNoBit(String name, String after, Insertion.Kind kind) {
    Insertion insertion = new Insertion(after, 2, kind);
    List<float[]> before = answers(Zoo.get(name), List.of());
    List<float[]> deeper = answers(deepened(name, insertion), List.of(insertion));
    assertArrayEquals(before.get(0), deeper.get(0));
    assertArrayEquals(before.get(1), deeper.get(1));
  }

  /** 61,706 of LeNet; 3x3x16x16 + 16 twice; 120x120 + 120; 2x(3x3x16x16) and two norms' 2x16. */
  @Test
  void parametersAreThoseOfTheUnits() {
    Insertion conv = new Insertion("conv2", 2, Insertion.Kind.CONV3X3);
    Insertion dense = new Insertion("fc3", 1, Insertion.Kind.CONV1X1);
    Insertion residual = new Insertion("conv2", 1, Insertion.Kind.RESIDUAL);
    int expected = 61_706 + 2 * (2_304 + 16) + (14_400 + 120) + (2 * 2_304 + 2 * 2 * 16);
    try (Drawn drawn = new Drawn()) {
      var images = drawn.random(5, Shape.of(1, 28, 28, 1));
      deepened("lenet", conv, dense, residual).build(drawn.inference(), images, 10);
      assertEquals(expected, drawn.variables().parameters());
    }
  }

  @Test
  void layerWithoutActivationIsNamed() {
    try (Drawn drawn = new Drawn()) {
      var images = drawn.random(5, Shape.of(1, 28, 28, 1));
      Network wrong = deepened("lenet", new Insertion("conv9", 1, null));
      assertEquals(
          "no activation follows a layer \"conv9\" of lenet: did you mean conv1?",
          Refusal.of(() -> wrong.build(drawn.inference(), images, 10)));
    }
  }

  @Test
  void unitsAreReadFromText() {
    assertEquals(
        new Insertion("conv3_1", 2, Insertion.Kind.RESIDUAL),
        Insertion.parse("conv3_1:2", Insertion.Kind.RESIDUAL));
    assertEquals(new Insertion("fc6", 1, Insertion.Kind.CONV3X3), Insertion.parse("fc6", null));
    assertEquals(
        "units are given as LAYER:NUMBER, such as conv3:2, got \"conv3:two\"",
        Refusal.of(() -> Insertion.parse("conv3:two", null)));
    assertEquals(
        "insert.units must be at least 1, got 0", Refusal.of(() -> Insertion.parse("c:0", null)));
    assertEquals("insert.after must name a layer", Refusal.of(() -> Insertion.parse(":2", null)));
  }
}
