package org.convzoo.export.onnx;

import static org.convzoo.export.onnx.Translation.producer;
import static org.convzoo.export.onnx.Translation.refusal;
import static org.convzoo.export.onnx.Translation.size;

import ai.onnx.proto.OnnxMl.AttributeProto;
import org.tensorflow.GraphOperation;
import org.tensorflow.Output;

/**
 * What a window reads, and how many pixels are added around it.
 *
 * @param map [N,H,W,C]
 */
record Border(Output<?> map, long top, long left, long bottom, long right) {

  /**
   * Returns the border of an operation's window. One that another operation has made is taken into
   * it where it is filled by what the window ignores.
   *
   * @param map that the window slides over
   * @param rows from a window's first to its last
   * @param columns likewise
   * @param ignored the number that makes no difference to the window
   */
  static Border of(
      GraphOperation op, Output<?> map, long rows, long columns, float ignored, Translation to) {
    String rule = op.attributes().getAttrString("padding");
    if (rule.equals("SAME")) {
      long[] strides = op.attributes().getAttrIntList("strides");
      long down = missing(size(map, 1), rows, strides[1]);
      long across = missing(size(map, 2), columns, strides[2]);
      return new Border(map, down / 2, across / 2, down - down / 2, across - across / 2);
    }
    if (!rule.equals("VALID")) {
      throw refusal(op, "has padding " + rule);
    }
    GraphOperation before = producer(map);
    if (before.type().equals("PadV2") && to.number(before.input(2)) == ignored) {
      long[] around = to.numbers(before.input(1));
      if (around[0] + around[1] + around[6] + around[7] == 0) {
        return new Border(before.input(0), around[2], around[4], around[3], around[5]);
      }
    }
    return new Border(map, 0, 0, 0, 0);
  }

  /**
   * The pixels that SAME adds along an axis: so many that there are ceil(size / stride) windows.
   */
  private static long missing(long size, long window, long stride) {
    long windows = (size + stride - 1) / stride;
    return Math.max(0, (windows - 1) * stride + window - size);
  }

  /** Returns it as ONNX has it. */
  AttributeProto pads() {
    return Attributes.numbers("pads", top, left, bottom, right);
  }
}
