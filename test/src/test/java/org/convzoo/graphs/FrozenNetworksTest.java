package org.convzoo.graphs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.convzoo.export.onnx.OnnxModel;
import org.convzoo.export.onnx.OnnxRun;
import org.convzoo.graphs.network.Network;
import org.convzoo.ops.Folding;
import org.convzoo.ops.Layers;
import org.convzoo.ops.Variable;
import org.convzoo.ops.Variables;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;

/**
 * The networks of the zoo with folded batch norms, and as ONNX in ONNX Runtime, against themselves
 * over variables, at a small size: most of up to 10 million parameters, or with {@code
 * -Dlarge=true} all, which takes twice as long. That constants alone change no answer is seen by
 * {@link EveryNetworkTest}, of each export.
 */
class FrozenNetworksTest {

  private static final List<Integer> SIDES = List.of(32, 64, 96, 188, 227);
  private static final int BATCH = 2;
  private static final int MOST_CLASSES = 10;

  @TempDir static Path folder;

  static List<Network> networks() {
    boolean all = Boolean.getBoolean("large") || System.getProperty("network") != null;
    return EveryNetworkTest.networks().stream()
        .filter(network -> all || Expected.of(network).inference() <= EveryNetworkTest.SMALL)
        .toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("networks")
  void networkAnswersTheSameFoldedAndAsOnnx(Network network) throws Exception {
    Shape shape = smallest(network);
    Map<String, TFloat32> weights = new HashMap<>();
    try (TFloat32 images = random(shape, new Random(5), 1)) {
      float[] expected = overVariables(network, images, weights);
      Folding folding = Folding.of(net -> build(network, net, placeholder(net.tf(), shape)));
      assertSame(expected, folded(network, images, weights, folding));
      assertSame(expected, byOnnxRuntime(network, images, weights, folding));
    } finally {
      weights.values().forEach(TFloat32::close);
    }
  }

  /** Asserts that logits differ by no more than 1e-4 of the largest. */
  private static void assertSame(float[] expected, float[] found) {
    float largest = 0;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    assertTrue(largest > 0 && Float.isFinite(largest), "the largest logit is " + largest);
    assertArrayEquals(expected, found, 1e-4f * largest);
  }

  /** The logits over variables, of which each is given a value. */
  private static float[] overVariables(
      Network network, TFloat32 images, Map<String, TFloat32> weights) {
    try (Graph graph = new Graph()) {
      Variables variables = Variables.restored(graph);
      Ops tf = variables.root().withSubScope("test");
      Operand<TFloat32> fed = placeholder(tf, images.shape());
      Operand<TFloat32> logits = build(network, Layers.inference(variables), fed);
      Random random = new Random(3);
      try (Session session = new Session(graph, unoptimized())) {
        Session.Runner assign = session.runner();
        for (Variable variable : variables.all()) {
          TFloat32 value = value(variable, random);
          weights.put(variable.name(), value);
          Operand<TFloat32> given = placeholder(tf, variable.shape());
          assign.feed(given, value).addTarget(tf.assign(variable.value(), given));
        }
        assign.run().close();
        return floats(session.runner().feed(fed, images).fetch(logits));
      }
    }
  }

  private static float[] folded(
      Network network, TFloat32 images, Map<String, TFloat32> weights, Folding folding) {
    try (Graph graph = new Graph()) {
      Variables constants =
          Variables.frozen(graph, folding.values(name -> copy(weights.get(name))));
      Layers net = Layers.inference(constants);
      net.fold(folding);
      Ops tf = constants.root().withSubScope("test");
      Operand<TFloat32> fed = placeholder(tf, images.shape());
      Operand<TFloat32> logits = build(network, net, fed);
      assertFalse(normalizes(graph));
      try (Session session = new Session(graph, unoptimized())) {
        return floats(session.runner().feed(fed, images).fetch(logits));
      }
    }
  }

  /** The logits of ONNX Runtime; how many images there are is not known to the model. */
  private static float[] byOnnxRuntime(
      Network network, TFloat32 images, Map<String, TFloat32> weights, Folding folding)
      throws Exception {
    Path file = folder.resolve(network.spec().name() + ".onnx");
    try (Graph graph = new Graph()) {
      Variables variables = Variables.restored(graph);
      Layers net = Layers.inference(variables);
      net.fold(folding);
      Ops tf = variables.root().withSubScope("test");
      Operand<TFloat32> fed = placeholder(tf, images.shape().tail().prepend(-1));
      new OnnxModel(
              network.spec().name(),
              Map.of("images", fed),
              Map.of("logits", build(network, net, fed)),
              folding.values(name -> copy(weights.get(name))),
              Map.of())
          .writeTo(file);
    }
    try {
      double[] logits = OnnxRun.answers(file, images).get("logits");
      float[] values = new float[logits.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) logits[i];
      }
      return values;
    } finally {
      Files.delete(file);
    }
  }

  private static Operand<TFloat32> build(Network network, Layers net, Operand<TFloat32> images) {
    int classes = Math.min(network.spec().classes(), MOST_CLASSES);
    return network.build(net, images, classes).main();
  }

  private static Operand<TFloat32> placeholder(Ops tf, Shape shape) {
    return tf.placeholder(TFloat32.class, Placeholder.shape(shape));
  }

  private static boolean normalizes(Graph graph) {
    boolean[] found = {false};
    graph.operations().forEachRemaining(op -> found[0] |= op.type().startsWith("FusedBatchNorm"));
    return found[0];
  }

  private static float[] floats(Session.Runner runner) {
    try (Result result = runner.run()) {
      float[] values = new float[Math.toIntExact(result.get(0).shape().size())];
      result.get(0).asRawTensor().data().asFloats().read(values);
      return values;
    }
  }

  /**
   * Kernels as of He et al. 2015, which keep the size of what they are given; variances of 2 to 4,
   * scales of 0.5 to 1.5, and anything else of -0.2 to 0.2.
   */
  private static TFloat32 value(Variable variable, Random random) {
    if (variable.role() == Variable.Role.KERNEL) {
      long outputs = variable.shape().get(variable.shape().numDimensions() - 1);
      double limit = Math.sqrt(6.0 * outputs / variable.size());
      return random(variable.shape(), random, (float) limit);
    }
    TFloat32 value = random(variable.shape(), random, 1);
    boolean variance = variable.name().endsWith("/moving_variance");
    boolean scale = variable.name().endsWith("/gamma");
    value
        .scalars()
        .forEach(
            each -> {
              float x = each.getFloat();
              each.setFloat(variance ? 3 + x : scale ? 1 + x / 2 : x / 5);
            });
    return value;
  }

  /** Numbers from U(-limit, limit). */
  private static TFloat32 random(Shape shape, Random random, float limit) {
    float[] values = new float[Math.toIntExact(shape.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = limit * (2 * random.nextFloat() - 1);
    }
    return TFloat32.tensorOf(shape, DataBuffers.of(values));
  }

  private static TFloat32 copy(TFloat32 value) {
    return TFloat32.tensorOf(value.shape(), value::copyTo);
  }

  /** A batch of the first of {@link #SIDES} that the network takes. */
  private static Shape smallest(Network network) {
    int channels = network.spec().input().channels();
    for (int side : SIDES) {
      Shape shape = Shape.of(BATCH, side, side, channels);
      try (Graph graph = new Graph()) {
        Variables variables = Variables.restored(graph);
        Ops tf = variables.root().withSubScope("test");
        build(network, Layers.inference(variables), placeholder(tf, shape));
        return shape;
      } catch (IllegalArgumentException tooSmall) {
        continue;
      }
    }
    throw new AssertionError(network.spec().name() + " takes no small images");
  }

  private static ConfigProto unoptimized() {
    ConfigProto.Builder config = ConfigProto.newBuilder();
    config.getGraphOptionsBuilder().getRewriteOptionsBuilder().setDisableMetaOptimizer(true);
    return config.build();
  }
}
