package org.convzoo.graphs.task;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.convzoo.graphs.Zoo;
import org.convzoo.ops.Drawn;
import org.convzoo.ops.Flow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** Class activation maps of small networks by hand, and of those of the Zoo. */
class ClassActivationTest {

  private final Drawn drawn = new Drawn();

  @AfterEach
  void close() {
    drawn.close();
  }

  private Optional<Operand<TFloat32>> maps(Operand<TFloat32> logits, int... classes) {
    return ClassActivation.of(drawn.test(), logits, drawn.test().constant(classes));
  }

  /** Two images of 1x2 pixels of 2 channels, and the weights of three classes. */
  @Test
  void channelsAreSummedWithTheWeightsOfTheClass() {
    Operand<TFloat32> images = drawn.constant(Shape.of(2, 1, 2, 2), 1, 2, 3, 4, 5, 6, 7, 8);
    Flow end = drawn.inference().flow(images).globalAvgPool().dropout(0.5f).dense("fc", 3);
    drawn.set("fc/kernel", 10, 20, 30, 1, -2, 3); // of each channel for classes 0, 1 and 2
    drawn.set("fc/bias", 100, 100, 100);
    assertArrayEquals(
        new float[] {
          20 * 1 - 2 * 2,
          20 * 3 - 2 * 4, // class 1 of the first
          30 * 5 + 3 * 6,
          30 * 7 + 3 * 8 // class 2 of the second
        },
        drawn.values(maps(end.value(), 1, 2).orElseThrow()));
  }

  @Test
  void classesOwnMapIsTakenWhereNoDenseLayerFollows() {
    Operand<TFloat32> images = drawn.constant(Shape.of(2, 1, 2, 2), 1, 2, 3, 4, 5, 6, 7, 8);
    Flow end = drawn.inference().flow(images).globalAvgPool();
    assertArrayEquals(
        new float[] {2, 4, 5, 7}, drawn.values(maps(end.value(), 1, 0).orElseThrow()));
  }

  @Test
  void otherEndsHaveNoMaps() {
    Flow map = drawn.inference().flow(drawn.random(1, Shape.of(1, 2, 2, 3)));
    assertTrue(maps(map.flatten().dense("a", 4).value(), 0).isEmpty());
    assertTrue(maps(map.globalAvgPool().dense("b", 4).relu().dense("c", 4).value(), 0).isEmpty());
  }

  /** The mean of the map of a class, and its bias, are its logit. */
  @ParameterizedTest
  @CsvSource({"resnet20,fc", "densenet40-k12,classifier", "preresnet20,fc"})
  void meanOfTheMapIsTheLogitWithoutTheBias(String network, String last) {
    Operand<TFloat32> images = drawn.random(2, Shape.of(2, 32, 32, 3));
    Operand<TFloat32> logits = Zoo.get(network).build(drawn.inference(), images, 10).main();
    Operand<TFloat32> map = maps(logits, 7, 3).orElseThrow();
    assertEquals(Shape.of(2, 8, 8), map.shape());
    float[] biases = new float[10];
    for (int i = 0; i < biases.length; i++) {
      biases[i] = i;
    }
    drawn.set(last + "/bias", biases);
    float[] said = drawn.values(logits);
    float[] values = drawn.values(map);
    for (int image = 0; image < 2; image++) {
      double sum = 0;
      for (int i = 0; i < 64; i++) {
        sum += values[image * 64 + i];
      }
      int own = List.of(7, 3).get(image);
      assertEquals(said[image * 10 + own], sum / 64 + own, 1e-3);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nin", "googlenet", "googlenet-slim", "resnet18", "resnet50-v2"})
  void networksThatEndInTheMeanHaveMaps(String network) {
    assertTrue(mapsOf(network).isPresent());
  }

  @ParameterizedTest
  @ValueSource(strings = {"lenet", "alexnet", "vgg11", "googlenet-fc"})
  void networksThatEndInDenseLayersHaveNone(String network) {
    assertTrue(mapsOf(network).isEmpty());
  }

  private Optional<Operand<TFloat32>> mapsOf(String name) {
    var network = Zoo.get(name);
    var input = network.spec().input();
    Operand<TFloat32> images =
        drawn
            .test()
            .placeholder(
                TFloat32.class,
                Placeholder.shape(Shape.of(1, input.height(), input.width(), input.channels())));
    return maps(network.build(drawn.inference(), images, 10).main(), 0);
  }
}
