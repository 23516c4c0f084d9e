package org.convzoo.export.onnx;

import static org.convzoo.export.onnx.Attributes.number;
import static org.convzoo.export.onnx.Attributes.numbers;
import static org.convzoo.export.onnx.Translation.producer;
import static org.convzoo.export.onnx.Translation.refusal;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.GraphOperation;
import org.tensorflow.Output;

/**
 * Layers of weights. A bias is part of its layer's node: that is made again with it, and the one
 * without is left out in the end. Groups that TensorFlow's graph has side by side are one
 * convolution.
 */
final class ConvolutionRows {

  private ConvolutionRows() {}

  static void conv2d(GraphOperation op, Translation to) {
    if (!isGroup(op)) { // else the concatenation of all groups is translated
      conv(op, List.of(), to);
    }
  }

  static void transposed(GraphOperation op, Translation to) {
    transposed(op, List.of(), to);
  }

  static void matMul(GraphOperation op, Translation to) {
    gemm(op, List.of(), to);
  }

  static void biasAdd(GraphOperation op, Translation to) {
    GraphOperation layer = producer(op.input(0));
    Output<?> bias = op.input(1);
    List<String> more = Translation.isValue(bias) ? List.of(to.weight(bias, 0)) : List.of();
    boolean made = !more.isEmpty() && layer(layer, more, to);
    if (made) {
      to.putSame(op.output(0), layer.output(0));
    } else {
      ArithmeticRows.binary("Add", op, to);
    }
  }

  /** Makes the node of a layer of weights once more, with a bias; says whether it is one. */
  private static boolean layer(GraphOperation op, List<String> bias, Translation to) {
    switch (op.type()) {
      case "Conv2D" -> conv(op, bias, to);
      case "Conv2DBackpropInput" -> transposed(op, bias, to);
      case "MatMul" -> gemm(op, bias, to);
      case "ConcatV2" -> {
        return groups(op, bias, to);
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private static void conv(GraphOperation op, List<String> bias, Translation to) {
    new Groups(op, op.input(0), op.input(1), 1).translate(op.output(0), bias, to);
  }

  /**
   * A convolution of one group or several.
   *
   * @param one the operation of one group
   * @param map of all groups
   * @param kernel of all groups
   */
  private record Groups(GraphOperation one, Output<?> map, Output<?> kernel, int count) {

    void translate(Output<?> output, List<String> bias, Translation to) {
      long rows = kernel.shape().get(0);
      long columns = kernel.shape().get(1);
      long[] strides = one.attributes().getAttrIntList("strides");
      long[] dilations = one.attributes().getAttrIntList("dilations");
      long tall = (rows - 1) * dilations[1] + 1;
      long wide = (columns - 1) * dilations[2] + 1;
      Border border = Border.of(one, map, tall, wide, 0, to);
      to.put(
          output,
          to.graph()
              .node(
                  "Conv",
                  producer(output).name(),
                  inputs(border.map(), kernel, bias, to),
                  numbers("kernel_shape", rows, columns),
                  numbers("strides", strides[1], strides[2]),
                  numbers("dilations", dilations[1], dilations[2]),
                  border.pads(),
                  number("group", count)));
    }
  }

  private static List<String> inputs(
      Output<?> map, Output<?> kernel, List<String> bias, Translation to) {
    List<String> inputs = new ArrayList<>();
    inputs.add(to.name(map));
    inputs.add(to.weight(kernel, 3, 2, 0, 1));
    inputs.addAll(bias);
    return inputs;
  }

  private static boolean isGroup(GraphOperation op) {
    return op.type().equals("Conv2D") && producer(op.input(1)).type().equals("Split");
  }

  /** Makes one convolution of groups that are concatenated; says whether they are. */
  static boolean groups(GraphOperation concat, List<String> bias, Translation to) {
    int count = concat.numInputs() - 1;
    for (int i = 0; i < count; i++) {
      GraphOperation part = producer(concat.input(i));
      if (!isGroup(part)
          || !part.input(1).equals(splitKernel(concat).output(i))
          || !part.input(0).equals(splitMap(concat).output(i))) {
        return false;
      }
    }
    GraphOperation first = producer(concat.input(0));
    Output<?> kernel = splitKernel(concat).input(1);
    new Groups(first, splitMap(concat).input(1), kernel, count)
        .translate(concat.output(0), bias, to);
    return true;
  }

  private static GraphOperation splitKernel(GraphOperation concat) {
    return producer(producer(concat.input(0)).input(1));
  }

  private static GraphOperation splitMap(GraphOperation concat) {
    return producer(producer(concat.input(0)).input(0));
  }

  /** The gradient of a convolution by its input; its padding is known from the kernel alone. */
  private static void transposed(GraphOperation op, List<String> bias, Translation to) {
    Output<?> kernel = op.input(1); // [rows, columns, outputs, inputs]
    long[] strides = op.attributes().getAttrIntList("strides");
    boolean same = op.attributes().getAttrString("padding").equals("SAME");
    long[] window = {kernel.shape().get(0), kernel.shape().get(1)};
    long[] pads = new long[4];
    long[] more = new long[2];
    for (int i = 0; i < 2; i++) {
      long left = same ? window[i] - strides[1 + i] : 0;
      pads[i] = Math.max(0, left) / 2;
      pads[2 + i] = Math.max(0, left) - pads[i];
      more[i] = Math.max(0, -left);
    }
    to.node(
        "ConvTranspose",
        op,
        inputs(op.input(2), kernel, bias, to),
        numbers("kernel_shape", window),
        numbers("strides", strides[1], strides[2]),
        numbers("pads", pads),
        numbers("output_padding", more));
  }

  private static void gemm(GraphOperation op, List<String> bias, Translation to) {
    if (op.attributes().getAttrBool("transpose_a") || op.attributes().getAttrBool("transpose_b")) {
      throw refusal(op, "is of transposed matrices");
    }
    List<String> inputs = new ArrayList<>();
    inputs.add(to.name(op.input(0)));
    inputs.add(to.weight(op.input(1), 0, 1));
    inputs.addAll(bias);
    to.node("Gemm", op, inputs);
  }
}
