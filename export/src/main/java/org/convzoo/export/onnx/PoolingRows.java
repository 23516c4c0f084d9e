package org.convzoo.export.onnx;

import static org.convzoo.export.onnx.Attributes.number;
import static org.convzoo.export.onnx.Attributes.numbers;
import static org.convzoo.export.onnx.Attributes.real;

import java.util.List;
import org.tensorflow.GraphOperation;

/** Pooling, and normalisation by neighbouring channels. */
final class PoolingRows {

  private PoolingRows() {}

  /**
   * A border of zeros stays an operation of its own. ONNX Runtime 1.22 would take it into the
   * pooling, as one that never wins: of the next number above 0 it does not.
   */
  static void max(GraphOperation op, Translation to) {
    GraphOperation before = Translation.producer(op.input(0));
    if (before.type().equals("PadV2") && to.number(before.input(2)) == 0) {
      to.put(before.output(0), ShapeRows.padded(before, to.graph().filled(Float.MIN_NORMAL), to));
    }
    pool("MaxPool", op, Float.NEGATIVE_INFINITY, to);
  }

  /** ONNX's counts no padding, as TensorFlow's, whose own operation of padding stays one. */
  static void average(GraphOperation op, Translation to) {
    pool("AveragePool", op, Float.NaN, to);
  }

  private static void pool(String type, GraphOperation op, float ignored, Translation to) {
    long[] window = op.attributes().getAttrIntList("ksize");
    long[] strides = op.attributes().getAttrIntList("strides");
    Border border = Border.of(op, op.input(0), window[1], window[2], ignored, to);
    to.node(
        type,
        op,
        List.of(to.name(border.map())),
        numbers("kernel_shape", window[1], window[2]),
        numbers("strides", strides[1], strides[2]),
        border.pads());
  }

  /** ONNX divides alpha by the number of channels, TensorFlow does not. */
  static void responses(GraphOperation op, Translation to) {
    long size = 2 * op.attributes().getAttrInt("depth_radius") + 1;
    to.node(
        "LRN",
        op,
        List.of(to.name(op.input(0))),
        number("size", size),
        real("bias", op.attributes().getAttrFloat("bias")),
        real("alpha", size * op.attributes().getAttrFloat("alpha")),
        real("beta", op.attributes().getAttrFloat("beta")));
  }
}
