package org.convzoo.export.onnx;

import static org.convzoo.export.onnx.Attributes.number;
import static org.convzoo.export.onnx.Attributes.real;
import static org.convzoo.export.onnx.Translation.isMap;
import static org.convzoo.export.onnx.Translation.isValue;
import static org.convzoo.export.onnx.Translation.producer;
import static org.convzoo.export.onnx.Translation.rank;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.List;
import org.tensorflow.GraphOperation;
import org.tensorflow.Output;

/** Arithmetic, number by number, and activations. */
final class ArithmeticRows {

  private ArithmeticRows() {}

  static Row unary(String type) {
    return (op, to) -> to.node(type, op, List.of(to.name(op.input(0))));
  }

  static Row binary(String type) {
    return (op, to) -> binary(type, op, to);
  }

  static void binary(String type, GraphOperation op, Translation to) {
    int rank = rank(op.output(0));
    List<String> inputs = List.of(to.operand(op.input(0), rank), to.operand(op.input(1), rank));
    to.node(type, op, inputs);
  }

  /**
   * A map times a number for each channel and plus one is a batch norm: runtimes know it better.
   */
  static void add(GraphOperation op, Translation to) {
    GraphOperation product = producer(op.input(0));
    Output<?> shift = op.input(1);
    boolean scaled = product.type().equals("Mul") && isMap(product.input(0));
    if (!scaled || !isOfChannels(product.input(1)) || !isOfChannels(shift)) {
      binary("Add", op, to);
      return;
    }
    long channels = shift.shape().get(0);
    to.node(
        "BatchNormalization",
        op,
        List.of(
            to.name(product.input(0)),
            to.name(product.input(1)),
            to.name(shift),
            to.graph().filled(0, channels),
            to.graph().filled(1, channels)),
        real("epsilon", 0));
  }

  private static boolean isOfChannels(Output<?> tensor) {
    return isValue(tensor) && rank(tensor) == 1 && producer(tensor).type().equals("VariableV2");
  }

  static void sum(GraphOperation op, Translation to) {
    List<String> inputs = op.inputs().stream().map(each -> to.name(each.asOutput())).toList();
    to.node("Sum", op, inputs);
  }

  static void square(GraphOperation op, Translation to) {
    String input = to.name(op.input(0));
    to.node("Mul", op, List.of(input, input));
  }

  static void leakyRelu(GraphOperation op, Translation to) {
    to.node(
        "LeakyRelu",
        op,
        List.of(to.name(op.input(0))),
        real("alpha", op.attributes().getAttrFloat("alpha")));
  }

  static void relu6(GraphOperation op, Translation to) {
    clip(op, to.graph().filled(0), to.graph().filled(6), to);
  }

  static void clip(GraphOperation op, Translation to) {
    clip(op, to.name(op.input(1)), to.name(op.input(2)), to);
  }

  private static void clip(GraphOperation op, String least, String most, Translation to) {
    List<String> inputs = List.of(to.name(op.input(0)), least, most);
    to.node("Clip", op, inputs);
  }

  static void softmax(GraphOperation op, Translation to) {
    int axis = Translation.moved(op.input(0), -1);
    to.node("Softmax", op, List.of(to.name(op.input(0))), number("axis", axis));
  }

  static void cast(GraphOperation op, Translation to) {
    DataType type =
        switch (op.output(0).dataType()) {
          case DT_FLOAT -> DataType.FLOAT;
          case DT_INT32, DT_INT64 -> DataType.INT64;
          default -> throw Translation.refusal(op, "makes numbers of another type");
        };
    to.node("Cast", op, List.of(to.name(op.input(0))), number("to", type.getNumber()));
  }
}
