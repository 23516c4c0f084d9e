package org.convzoo.report;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.tensorflow.GraphOperation;
import org.tensorflow.OperationAttributeInspector;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;

/**
 * Kernels and pooling windows as papers write them: {@code 11x11/4} is a window of 11x11 pixels
 * (rows by columns) at stride 4, followed by its padding: {@code same}, {@code valid} or, on each
 * side, {@code pad 2}, or in order top, bottom, left, right, {@code pad 0+1+0+1}.
 */
final class Windows {

  private Windows() {}

  /** Returns an operation's window in this notation, or "" if it slides none. */
  static String of(GraphOperation op) {
    return switch (op.type()) {
      case "Conv2D", "DepthwiseConv2dNative", "Conv2DBackpropInput" -> {
        Shape kernel = op.input(1).shape();
        yield window(op, kernel.get(0), kernel.get(1)) + dilation(op) + groups(op);
      }
      case "MaxPool", "AvgPool" -> {
        long[] size = op.attributes().getAttrIntList("ksize");
        int rows = rowAxis(op);
        yield window(op, size[rows], size[rows + 1]);
      }
      default -> "";
    };
  }

  private static GraphOperation source(GraphOperation op) {
    return (GraphOperation) op.input(0).op();
  }

  private static int rowAxis(GraphOperation op) {
    return op.attributes().getAttrString("data_format").equals("NCHW") ? 2 : 1;
  }

  private static String window(GraphOperation op, long height, long width) {
    long[] strides = op.attributes().getAttrIntList("strides");
    int rows = rowAxis(op);
    String step =
        strides[rows] == strides[rows + 1]
            ? "" + strides[rows]
            : strides[rows] + "x" + strides[rows + 1];
    String border = height == 1 && width == 1 ? "" : " " + border(op);
    return "%dx%d/%s%s".formatted(height, width, step, border);
  }

  private static String border(GraphOperation op) {
    OperationAttributeInspector attributes = op.attributes();
    String padding = attributes.getAttrString("padding");
    int rows = rowAxis(op);
    if (padding.equals("EXPLICIT")) {
      long[] around = attributes.getAttrIntList("explicit_paddings");
      return pad(
          around[2 * rows], around[2 * rows + 1], around[2 * rows + 2], around[2 * rows + 3]);
    }
    GraphOperation source = source(op);
    source = source.type().equals("Split") ? (GraphOperation) source.input(1).op() : source;
    if (padding.equals("VALID") && source.type().startsWith("Pad")) {
      Optional<long[]> drawn = paddings(source.input(1), rows);
      return drawn.map(d -> pad(d[0], d[1], d[2], d[3])).orElse("padded");
    }
    return padding.toLowerCase(Locale.ROOT);
  }

  /** The constant [axis, before or after] around the rows and the columns. */
  private static Optional<long[]> paddings(Output<?> amounts, int rows) {
    return Constants.integers(amounts)
        .map(around -> Arrays.copyOfRange(around, 2 * rows, 2 * rows + 4));
  }

  private static String pad(long top, long bottom, long left, long right) {
    return top == bottom && left == right && top == left
        ? "pad " + top
        : "pad %d+%d+%d+%d".formatted(top, bottom, left, right);
  }

  private static String dilation(GraphOperation op) {
    long[] dilations = op.attributes().getAttrIntList("dilations");
    long distance = dilations[rowAxis(op)];
    return distance == 1 ? "" : " dilation " + distance;
  }

  /** Groups are drawn apart, as convolutions of the parts of a split, or by narrow filters. */
  private static String groups(GraphOperation op) {
    if (!op.type().equals("Conv2D")) {
      return "";
    }
    GraphOperation source = source(op);
    Shape map = op.input(0).shape();
    int channelAxis = rowAxis(op) == 2 ? 1 : map.numDimensions() - 1;
    long groups =
        source.type().equals("Split")
            ? source.numOutputs()
            : map.get(channelAxis) / op.input(1).shape().get(2);
    return groups <= 1 ? "" : " groups " + groups;
  }
}
