package org.convzoo.report.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.convzoo.graphs.Zoo;
import org.convzoo.graphs.network.Network;
import org.convzoo.ops.Phase;
import org.convzoo.ops.internal.runtime.Ancestors;
import org.convzoo.report.internal.control.OpDefs;
import org.convzoo.report.internal.shape.Parameters;
import org.convzoo.report.source.GraphSource;
import org.convzoo.report.source.Setup;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TFloat32;

/** What stays for the backward pass is what the gradients read that TensorFlow draws. */
class BackwardTest {

  /** What looks at a tensor's shape and leaves its numbers alone. */
  private static final Set<String> SHAPES =
      Set.of("Shape", "ShapeN", "Size", "Rank", "OnesLike", "ZerosLike");

  private static Set<String> names(Set<Output<?>> values) {
    return values.stream()
        .map(value -> value.op().name() + ":" + value.index() + " " + value.op().type())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lenet",
        "alexnet",
        "lenet-bn",
        "vgg16-c-bn",
        "googlenet",
        "resnet18",
        "highway19",
        "densenet121",
        "unet",
        "fractalnet20",
        "nin-bn",
        "densebox"
      })
  void networkKeepsWhatTensorFlowsGradientsRead(String name) {
    Network network = Zoo.get(name);
    try (GraphSource subject =
        GraphSource.network(network, Setup.of(network).withBatch(2).withPhase(Phase.TRAINING))) {
      agree(subject);
    }
  }

  static Stream<String> types() {
    String unary =
        "Relu Relu6 LeakyRelu Elu Selu Sigmoid Tanh Softplus Softsign Exp Expm1 Log Log1p Sqrt"
            + " Rsqrt Square Neg Abs Reciprocal Inv Erf Sin Cos Softmax LogSoftmax Sign Floor LRN"
            + " StopGradient";
    String binary =
        " Add AddV2 Sub Mul Div RealDiv DivNoNan Maximum Minimum Pow SquaredDifference"
            + " BatchMatMulV2";
    return Stream.of((unary + binary).split(" "));
  }

  @ParameterizedTest
  @MethodSource("types")
  void operationKeepsWhatTensorFlowsGradientReads(String type) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Shape shape = Shape.of(2, 3, 3, 3);
      Operand<TFloat32> image = tf.placeholder(TFloat32.class, Placeholder.shape(shape));
      Operand<TFloat32> weights = tf.variable(shape, TFloat32.class);
      List<Operand<TFloat32>> inputs =
          List.of(tf.math.add(image, weights), tf.math.sub(image, weights));
      var op = graph.opBuilder(type, "op", graph.baseScope());
      int count = OpDefs.of(NodeDef.newBuilder().setOp(type).build()).getInputArgCount();
      inputs.subList(0, count).forEach(input -> op.addInput(input.asOutput()));
      Operand<TFloat32> output = op.build().output(0);
      List<Output<?>> ends = List.of(tf.math.add(output, weights).asOutput());
      agree(new GraphSource(type, graph, List.of(image.asOutput()), ends));
    }
  }

  private static void agree(GraphSource subject) {
    DataFlow flow = new DataFlow(subject);
    Parameters parameters = new Parameters(flow.operations());
    Set<Output<?>> kept = new Backward(flow, parameters).kept();
    Set<GraphOperation> forward = Set.copyOf(flow.operations());
    Output<?>[] weights =
        forward.stream()
            .filter(op -> parameters.holds(op) && parameters.isTrainable(op))
            .map(op -> op.output(0))
            .toArray(Output<?>[]::new);
    Output<?>[] ends = subject.outputs().toArray(Output<?>[]::new);
    Output<?>[] gradients = subject.graph().addGradients(null, ends, weights, null);
    Set<Output<?>> read =
        Ancestors.of(List.of(gradients), subject.inputs()).stream()
            .filter(op -> !forward.contains(op) && !SHAPES.contains(op.type()))
            .flatMap(op -> op.inputs().stream().map(Operand::asOutput))
            .filter(x -> forward.contains((GraphOperation) x.op()))
            .map(flow::viewed)
            .filter(flow::isActivation)
            .collect(Collectors.toSet());
    Set<Output<?>> more = new HashSet<>(kept);
    more.removeAll(read);
    read.removeAll(kept);
    assertEquals(Set.of(), names(more), "kept but not read");
    assertEquals(Set.of(), names(read), "read but not kept");
  }
}
