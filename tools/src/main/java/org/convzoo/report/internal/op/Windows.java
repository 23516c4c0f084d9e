package org.convzoo.report.internal.op;

import java.util.Locale;
import org.tensorflow.GraphOperation;
import org.tensorflow.ndarray.Shape;

/**
 * Kernels and pooling windows as papers write them: {@code 11x11/4} is a window of 11x11 pixels
 * (rows by columns) at stride 4, followed by its padding: {@code same}, {@code valid} or, on each
 * side, {@code pad 2}, or in order top, bottom, left, right, {@code pad 0+1+0+1}.
 */
public final class Windows {

  private Windows() {}

  /** Returns an operation's window in this notation, or "" if it slides none that is known. */
  public static String of(GraphOperation op) {
    try {
      return switch (op.type()) {
        case "Conv2D", "DepthwiseConv2dNative", "Conv2DBackpropInput" -> convolution(op);
        case "MaxPool", "MaxPoolV2", "AvgPool" -> pooling(op);
        default -> "";
      };
    } catch (UncountedException e) {
      return "";
    }
  }

  private static String convolution(GraphOperation op) {
    if (!Sizes.isKnown(op.input(0)) || !Sizes.isKnown(op.input(1))) {
      return "";
    }
    Shape kernel = op.input(1).shape();
    long[] strides = Attributes.numbers(op, "strides");
    return window(op, kernel.get(0), kernel.get(1), strides) + dilation(op) + groups(op);
  }

  private static String pooling(GraphOperation op) {
    long[] size = Sliding.poolingSize(op);
    int rows = rowAxis(op);
    return window(op, size[rows], size[rows + 1], Sliding.poolingStrides(op));
  }

  private static GraphOperation source(GraphOperation op) {
    return (GraphOperation) op.input(0).op();
  }

  private static int rowAxis(GraphOperation op) {
    return Attributes.text(op, "data_format").equals("NCHW") ? 2 : 1;
  }

  private static String window(GraphOperation op, long height, long width, long[] strides) {
    int rows = rowAxis(op);
    String step =
        strides[rows] == strides[rows + 1]
            ? "" + strides[rows]
            : strides[rows] + "x" + strides[rows + 1];
    String border = height == 1 && width == 1 ? "" : " " + border(op);
    return "%dx%d/%s%s".formatted(height, width, step, border);
  }

  private static String border(GraphOperation op) {
    String padding = Attributes.text(op, "padding");
    int rows = rowAxis(op);
    if (padding.equals("EXPLICIT")) {
      long[] around = Attributes.numbers(op, "explicit_paddings");
      return pad(around, rows);
    }
    GraphOperation source = source(op);
    source = source.type().equals("Split") ? (GraphOperation) source.input(1).op() : source;
    if (padding.equals("VALID") && source.type().startsWith("Pad")) {
      return Constants.integers(source.input(1)).map(d -> pad(d, rows)).orElse("padded");
    }
    return padding.toLowerCase(Locale.ROOT);
  }

  /** In words what stands before and after the rows and the columns, of all axes in order. */
  private static String pad(long[] around, int rows) {
    long top = around[2 * rows];
    long bottom = around[2 * rows + 1];
    long left = around[2 * rows + 2];
    long right = around[2 * rows + 3];
    return top == bottom && left == right && top == left
        ? "pad " + top
        : "pad %d+%d+%d+%d".formatted(top, bottom, left, right);
  }

  private static String dilation(GraphOperation op) {
    long[] dilations = Attributes.numbers(op, "dilations");
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
            : map.get(channelAxis) / Math.max(1, op.input(1).shape().get(2));
    return groups <= 1 ? "" : " groups " + groups;
  }
}
