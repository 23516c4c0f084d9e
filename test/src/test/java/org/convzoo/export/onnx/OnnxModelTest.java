package org.convzoo.export.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.convzoo.UsageException;
import org.convzoo.graphs.task.NetworkOutput;
import org.convzoo.graphs.task.Task;
import org.convzoo.ops.Conv;
import org.convzoo.ops.Drawn;
import org.convzoo.ops.Flow;
import org.convzoo.ops.Padding;
import org.convzoo.ops.Pool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.framework.activations.ELU;
import org.tensorflow.framework.activations.Exponential;
import org.tensorflow.framework.activations.GELU;
import org.tensorflow.framework.activations.HardSigmoid;
import org.tensorflow.framework.activations.ReLU;
import org.tensorflow.framework.activations.SELU;
import org.tensorflow.framework.activations.Softplus;
import org.tensorflow.framework.activations.Softsign;
import org.tensorflow.framework.activations.Swish;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** Single layers in ONNX Runtime against TensorFlow's answers, and what is refused. */
class OnnxModelTest {

  private static final Shape SHAPE = Shape.of(2, 9, 6, 4);

  @TempDir private Path folder;

  private static Arguments layer(String name, Function<Flow, Flow> build) {
    return Arguments.of(name, build);
  }

  static Stream<Arguments> layers() {
    return Stream.of(
        layer("relu", Flow::relu),
        layer("sigmoid", Flow::sigmoid),
        layer("tanh", Flow::tanh),
        layer("elu", x -> x.activation(new ELU())),
        layer("selu", x -> x.activation(new SELU())),
        layer("leaky ReLU", x -> x.activation(new ReLU(0.3f, ReLU.MAX_VALUE_DEFAULT, 0))),
        layer("ReLU6", x -> x.times(9).activation(new ReLU(0, 6, 0))),
        layer("GELU", x -> x.activation(new GELU())),
        layer("hard sigmoid", x -> x.times(9).activation(new HardSigmoid())),
        layer("swish", x -> x.activation(new Swish())),
        layer("softplus", x -> x.activation(new Softplus())),
        layer("softsign", x -> x.activation(new Softsign())),
        layer("exp", x -> x.activation(new Exponential())),
        layer("SAME, stride 3 and 2", x -> x.conv("c", Conv.of(5, 3).stride(3, 2).bias(0.5f))),
        layer("padding of its own", x -> x.conv("c", Conv.of(3, 3).pad(2).bias(0.5f))),
        layer("dilation", x -> x.conv("c", Conv.of(3, 3).dilation(2))),
        layer("groups", x -> x.conv("c", Conv.of(3, 6).groups(2).pad(1))),
        layer("transposed SAME", x -> x.transposedConv("t", Conv.of(3, 5).stride(2))),
        layer(
            "transposed, stride above kernel", x -> x.transposedConv("t", Conv.of(2, 5).stride(3))),
        layer("transposed VALID", x -> x.transposedConv("t", Conv.of(3, 5).stride(2).valid())),
        layer("max pooling SAME", x -> x.maxPool(Pool.of(3, 2).same())),
        layer("max pooling, ceil", x -> x.maxPool(Pool.of(3, 2).pad(1).ceilMode())),
        layer("max pooling within zeros", x -> x.zeroPad(1).maxPool(Pool.of(3, 2))),
        layer("average pooling SAME", x -> x.avgPool(Pool.of(3, 2).same())),
        layer("average pooling, padded", x -> x.avgPool(Pool.of(3, 2).pad(1).ceilMode())),
        layer("adaptive average pooling", x -> x.adaptiveAvgPool(4)),
        layer("global average pooling", Flow::globalAvgPool),
        layer("LRN", x -> x.lrn(3, 2, 0.5f, 0.75f)),
        layer("resize", x -> x.resize(7, 11)),
        layer("crop", x -> x.crop(4, 3)),
        layer("flatten and dense", x -> x.flatten().dense("d", 3)),
        layer("channels", x -> x.selectChannels(2, 0).zeroChannels(5).firstChannels(3)),
        layer("concat", x -> x.concat(x.times(2).minus(x.relu()))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("layers")
  void layerAnswersAsTensorFlowDoes(String name, Function<Flow, Flow> layer) throws Exception {
    try (Drawn drawn = new Drawn()) {
      Operand<TFloat32> fed = input(drawn.test(), SHAPE.tail().prepend(-1));
      Operand<TFloat32> end = layer.apply(drawn.inference().flow(fed)).value();
      assertSame(drawn, fed, SHAPE, Map.of("out", end));
    }
  }

  /** Asserts that ONNX Runtime and TensorFlow answer the same to numbers of -1 to 1. */
  private void assertSame(
      Drawn drawn, Operand<TFloat32> fed, Shape shape, Map<String, Operand<?>> outputs)
      throws Exception {
    Path file = folder.resolve("model.onnx");
    Session session = drawn.session();
    session.initialize();
    model(drawn, fed, outputs).writeTo(file);
    try (TFloat32 images = TFloat32.tensorOf(shape, DataBuffers.of(Drawn.randoms(2, shape)))) {
      Map<String, double[]> found = OnnxRun.answers(file, images);
      for (Map.Entry<String, Operand<?>> output : outputs.entrySet()) {
        try (var result = session.runner().feed(fed, images).fetch(output.getValue()).run()) {
          double[] expected = OnnxRun.numbers(result.get(0));
          assertArrayEquals(expected, found.get(output.getKey()), 1e-5, output.getKey());
        }
      }
    }
  }

  private static OnnxModel model(
      Drawn drawn, Operand<TFloat32> fed, Map<String, Operand<?>> outputs) {
    Function<String, TFloat32> values =
        variable -> (TFloat32) drawn.session().runner().fetch(variable).run().get(0);
    return new OnnxModel("layers", Map.of("images", fed), outputs, values, Map.of());
  }

  /** Sides of 0 to 50 pixels, by which many boxes overlap; with less than 100 places, rows of 0. */
  @ParameterizedTest
  @ValueSource(ints = {8, 20})
  void boxesAreThoseOfTensorFlow(int side) throws Exception {
    Shape shape = Shape.of(2, side, side, 5);
    try (Drawn drawn = new Drawn()) {
      Ops tf = drawn.test();
      Operand<TFloat32> fed = input(tf, shape.tail().prepend(-1));
      Operand<TFloat32> seen = input(tf, Shape.of(-1, 4 * side, 4 * side, 3));
      var head = new NetworkOutput(tf.math.square(fed), List.of());
      assertSame(drawn, fed, shape, Task.DETECTION.outputs(tf, Task.sizes(tf, fed), seen, head));
    }
  }

  /** A head of two rows and four columns less than what the network saw. */
  @Test
  void maskAndWindowAreThoseOfTensorFlow() throws Exception {
    Shape shape = Shape.of(2, 6, 9, 3);
    try (Drawn drawn = new Drawn()) {
      Ops tf = drawn.test();
      Operand<TFloat32> fed = input(tf, shape.tail().prepend(-1));
      Operand<TFloat32> seen = input(tf, Shape.of(-1, 8, 13, 3));
      var head = new NetworkOutput(fed, List.of());
      assertSame(drawn, fed, shape, Task.SEGMENTATION.outputs(tf, Task.sizes(tf, fed), seen, head));
    }
  }

  private List<NodeProto> nodes(Shape shape, String type, Function<Flow, Flow> layer)
      throws IOException {
    Path file = folder.resolve("model.onnx");
    try (Drawn drawn = new Drawn()) {
      Operand<TFloat32> fed = input(drawn.test(), shape);
      Operand<TFloat32> end = layer.apply(drawn.inference().flow(fed)).value();
      drawn.session().initialize();
      model(drawn, fed, Map.of("out", end)).writeTo(file);
    }
    return ModelProto.parseFrom(Files.readAllBytes(file)).getGraph().getNodeList().stream()
        .filter(node -> node.getOpType().equals(type))
        .toList();
  }

  private static AttributeProto attribute(NodeProto node, String name) {
    return node.getAttributeList().stream()
        .filter(each -> each.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** ONNX divides alpha by the channels: 5 * 1e-4. */
  @Test
  void responsesAreNormalizedByTheAlphaOfOnnx() throws IOException {
    List<NodeProto> norms = nodes(SHAPE, "LRN", x -> x.lrn(5, 2, 1e-4f, 0.75f));
    assertEquals(1, norms.size());
    assertEquals(5e-4f, attribute(norms.get(0), "alpha").getF(), 1e-9f);
    assertEquals(5, attribute(norms.get(0), "size").getI());
  }

  /**
   * 224 pixels by 7x7 at stride 2: 112 windows reach over 111 * 2 + 7 = 229, 5 more than there are,
   * of which SAME adds 2 before and 3 after.
   */
  @Test
  void paddingSameIsUneven() throws IOException {
    Conv conv = Conv.of(7, 1).stride(2).padding(Padding.SAME);
    List<NodeProto> convs = nodes(Shape.of(1, 224, 224, 1), "Conv", x -> x.conv("c", conv));
    assertEquals(1, convs.size());
    assertEquals(List.of(2L, 2L, 3L, 3L), attribute(convs.get(0), "pads").getIntsList());
  }

  @Test
  void groupsAndTheirBiasAreOneConvolution() throws IOException {
    Conv conv = Conv.of(3, 6).groups(2).bias(1);
    List<NodeProto> convs = nodes(SHAPE, "Conv", x -> x.conv("c", conv));
    assertEquals(1, convs.size());
    assertEquals(2, attribute(convs.get(0), "group").getI());
    assertEquals(3, convs.get(0).getInputCount());
  }

  private static Operand<TFloat32> input(Ops tf, Shape shape) {
    return tf.withName("in").placeholder(TFloat32.class, Placeholder.shape(shape));
  }

  private String refusal(Operand<TFloat32> in, Operand<TFloat32> out) {
    Function<String, TFloat32> none =
        variable -> {
          throw new AssertionError(variable + " is read");
        };
    OnnxModel model = new OnnxModel("m", Map.of("x", in), Map.of("y", out), none, Map.of());
    Path file = folder.resolve("refused.onnx");
    String message = assertThrows(UsageException.class, () -> model.writeTo(file)).getMessage();
    assertFalse(Files.exists(file));
    return message;
  }

  @Test
  void operationWithoutARowIsRefusedByItsName() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> in = input(tf, Shape.of(-1, 3));
      assertEquals(
          "odd, an operation Digamma, cannot be said in ONNX",
          refusal(in, tf.withName("odd").math.digamma(in)));
    }
  }

  /** 32768 * 32768 * 4 bytes are 4 GiB; nothing of them is read. */
  @Test
  void moreThanTwoGigabytesAreRefused() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> in = input(tf, Shape.of(-1, 32768));
      Operand<TFloat32> weight = tf.variable(Shape.of(32768, 32768), TFloat32.class);
      String why = refusal(in, tf.linalg.matMul(in, weight));
      assertEquals(
          List.of("its graph has 4,294,967,", "bytes, and an ONNX file no more than 2 GB"),
          List.of(why.substring(0, 24), why.substring(28)));
    }
  }
}
