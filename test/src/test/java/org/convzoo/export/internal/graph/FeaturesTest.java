package org.convzoo.export.internal.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import org.convzoo.graphs.Zoo;
import org.convzoo.graphs.network.Network;
import org.convzoo.graphs.network.Spec;
import org.convzoo.ops.Variables;
import org.convzoo.ops.image.Preprocessing;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Graph;

/** The signature {@code features}: what the papers' last layers with weights are given. */
class FeaturesTest {

  @ParameterizedTest
  @CsvSource({
    "lenet, 84",
    "lenet-caffe, 500",
    "alexnet, 4096", // of both towers
    "vgg16, 4096",
    "googlenet, 1024",
    "highway19, 100",
    "resnet18, 512",
    "resnet50, 2048",
    "preresnet164, 256",
    "wrn-28-10, 640",
    "densenet121, 1024",
    "densenet-bc100-k12, 342",
    "fractalnet20, 512",
    "nin-cifar, 8 8 192", // before the last convolution, of 1x1, which has a channel for each class
    "rir18, 8 8 384"
  })
  void areWhatTheLastLayerIsGiven(String name, String shape) {
    Network network = Zoo.get(name);
    Spec.Input size = network.spec().input();
    var preprocessing = Preprocessing.unit(size.height(), size.width(), size.channels());
    List<String> labels = Collections.nCopies(network.spec().classes(), "label");
    try (Graph graph = new Graph()) {
      ServingGraph serving =
          new ServingGraph(Variables.restored(graph), null, network, preprocessing, labels);
      ServingSignature features =
          serving.build().stream()
              .filter(s -> s.key().equals("features"))
              .findFirst()
              .orElseThrow();
      LongStream wanted = Arrays.stream(shape.split(" ")).mapToLong(Long::parseLong);
      assertEquals(List.of("features"), List.copyOf(features.outputs().keySet()));
      assertEquals(
          LongStream.concat(LongStream.of(-1), wanted).boxed().toList(),
          Arrays.stream(features.outputs().get("features").shape().asArray()).boxed().toList());
    }
  }
}
