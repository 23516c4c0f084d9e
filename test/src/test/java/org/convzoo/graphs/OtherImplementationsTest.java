package org.convzoo.graphs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.convzoo.Python;
import org.convzoo.graphs.network.Network;
import org.convzoo.ops.Layers;
import org.convzoo.ops.Variable;
import org.convzoo.ops.Variables;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * Our networks beside other people's, with their weights: {@code mvn verify -Pparity}, optional.
 */
@Tag("parity")
class OtherImplementationsTest {

  private static final double TOLERANCE = 1e-4; // of the largest logit
  private static final double TOLERANCE_OF_DOUBLES = 1e-5;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alexnet-owt",
        "vgg16-bn",
        "googlenet-bn",
        "resnet18",
        "resnet50-v1.5",
        "densenet121"
      })
  void torchvisionsWeightsGiveTorchvisionsLogits(String name) throws Exception {
    Python.assumeHas("torchvision");
    compare(name, "random_weights.py", name, TOLERANCE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"resnet50-keras", "resnet50-v2", "densenet121"})
  void kerasWeightsGiveKerasLogits(String name) throws Exception {
    Python.assumeHas("keras");
    compare(name, "random_weights.py", name + "@keras", TOLERANCE);
  }

  /** Networks that no library has, in PyTorch by in_torch.py, which computes in float64. */
  @ParameterizedTest
  @ValueSource(strings = {"lenet5", "alexnet-exercise", "googlenet-bvlc"})
  void networksWrittenInTorchGiveTheSameLogits(String name) throws Exception {
    Python.assumeHas("torch");
    compare(name, "in_torch.py", name, TOLERANCE_OF_DOUBLES);
  }

  private void compare(String name, String script, String theirs, double tolerance)
      throws Exception {
    Path file = folder.resolve("theirs.npz");
    Python.script(script, theirs, file);
    Map<String, TFloat32> arrays = Npz.read(file);
    try (TFloat32 images = arrays.remove("images");
        TFloat32 logits = arrays.remove("logits")) {
      double difference = difference(logits, logits(Zoo.get(name), arrays, images));
      System.out.printf("%s: largest difference %.2g of the largest logit%n", theirs, difference);
      assertTrue(difference <= tolerance, theirs + " differs by " + difference);
    } finally {
      arrays.values().forEach(Tensor::close);
    }
  }

  /** Of two batches of logits, relative to the largest; NaN where one is NaN. */
  private static double difference(TFloat32 theirs, float[] ours) {
    float[] expected = values(theirs);
    assertEquals(expected.length, ours.length);
    double largest = 0;
    double difference = 0;
    for (int i = 0; i < ours.length; i++) {
      largest = Math.max(largest, Math.abs(expected[i]));
      difference = Math.max(difference, Math.abs(expected[i] - ours[i]));
    }
    return difference / largest;
  }

  private static float[] logits(Network network, Map<String, TFloat32> weights, TFloat32 images) {
    try (Graph graph = new Graph()) {
      Variables variables = Variables.restored(graph);
      Ops test = variables.root().withSubScope("test");
      Operand<TFloat32> input = placeholder(test, images.shape());
      var logits = network.build(Layers.inference(variables), input, network.spec().classes());
      assertEquals(shapes(weights), shapes(variables));
      try (Session session = new Session(graph)) {
        for (Variable variable : variables.all()) {
          Operand<TFloat32> value = placeholder(test, variable.shape());
          session
              .runner()
              .feed(value, weights.get(variable.name()))
              .addTarget(test.assign(variable.value(), value))
              .run()
              .close();
        }
        try (Result result = session.runner().feed(input, images).fetch(logits.main()).run()) {
          return values((TFloat32) result.get(0));
        }
      }
    }
  }

  private static Operand<TFloat32> placeholder(Ops tf, Shape shape) {
    return tf.placeholder(TFloat32.class, Placeholder.shape(shape));
  }

  private static Map<String, Shape> shapes(Map<String, TFloat32> arrays) {
    Map<String, Shape> shapes = new TreeMap<>();
    arrays.forEach((name, array) -> shapes.put(name, array.shape()));
    return shapes;
  }

  private static Map<String, Shape> shapes(Variables variables) {
    Map<String, Shape> shapes = new TreeMap<>();
    variables.all().forEach(variable -> shapes.put(variable.name(), variable.shape()));
    return shapes;
  }

  private static float[] values(TFloat32 tensor) {
    float[] values = new float[Math.toIntExact(tensor.size())];
    tensor.asRawTensor().data().asFloats().read(values);
    return values;
  }
}
