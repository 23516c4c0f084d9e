package org.convzoo.report.op;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.OperationAttributeInspector;
import org.tensorflow.Output;

/**
 * What the gradient of an operation reads of its inputs and outputs, by its type, as in TensorFlow.
 * A type that is not in the table reads none: it is linear, as a bias, or moves numbers. To look at
 * a shape is not to read.
 */
public final class Gradients {

  /** What is read, of an operation through some of whose inputs a gradient passes. */
  @FunctionalInterface
  private interface Rule {
    Stream<Output<?>> reads(GraphOperation op, Predicate<Operand<?>> moves);
  }

  private static final Map<String, Rule> BY_TYPE = new HashMap<>();

  static {
    add(factors(0, 1), "Conv2D Conv3D DepthwiseConv2dNative Mul MulNoNan");
    add(factors(0, 1), "MatMul BatchMatMul BatchMatMulV2 BatchMatMulV3 Einsum");
    add(factors(1, 2), "Conv2DBackpropInput");
    Rule divisor = (op, moves) -> Stream.of(op.input(1));
    add(both(factors(0, 1), divisor), "Div RealDiv DivNoNan");

    Rule input = (op, moves) -> Stream.of(op.input(0));
    Rule second = (op, moves) -> Stream.of(op.input(1));
    Rule output = (op, moves) -> Stream.of(op.output(0));
    add(
        input,
        "Relu Relu6 LeakyRelu Softplus Softsign Expm1 Log Log1p Square Abs Erf Erfc Sin Cos Prod");
    add(input, "Select SelectV2 ResizeBilinear");
    add(output, "Exp Elu Selu Sigmoid Tanh Sqrt Rsqrt Reciprocal Inv Softmax LogSoftmax");
    add(both(input, output), "MaxPool MaxPoolV2 MaxPool3D LRN Max Min");
    add(both(input, second), "SquaredDifference Maximum Minimum");
    add(both(both(input, second), output), "Pow");
    add(both(input, statistics()), "FusedBatchNorm FusedBatchNormV2 FusedBatchNormV3");
  }

  private Gradients() {}

  private static void add(Rule rule, String types) {
    for (String type : types.split(" ")) {
      BY_TYPE.put(type, rule);
    }
  }

  /** Of a batch norm in training, what it saves of the batch's mean and variance. */
  private static Rule statistics() {
    return (op, moves) ->
        Attributes.find(op, "is_training", OperationAttributeInspector::getAttrBool).orElse(false)
            ? IntStream.range(3, op.numOutputs()).mapToObj(op::output)
            : Stream.empty();
  }

  /** Of the factors of a product, each whose other factor is moved. */
  private static Rule factors(int one, int other) {
    return (op, moves) ->
        Stream.of(one, other)
            .filter(number -> op.numInputs() > other)
            .filter(number -> moves.test(op.input(one + other - number)))
            .map(op::input);
  }

  private static Rule both(Rule one, Rule other) {
    return (op, moves) -> Stream.concat(one.reads(op, moves), other.reads(op, moves));
  }

  /**
   * Returns the tensors that the gradient of {@code op} reads.
   *
   * @param moves whether a gradient passes through an input
   */
  public static List<Output<?>> reads(GraphOperation op, Predicate<Operand<?>> moves) {
    Rule rule = BY_TYPE.get(op.type());
    return rule == null ? List.of() : rule.reads(op, moves).toList();
  }
}
