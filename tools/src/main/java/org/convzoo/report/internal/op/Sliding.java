package org.convzoo.report.internal.op;

import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;

/**
 * A window that slides along one axis of a map.
 *
 * @param kernel its size, dilation included
 * @param stride its step
 * @param padding VALID, SAME or EXPLICIT
 * @param explicit pixels added before the first, where padding is EXPLICIT
 */
record Sliding(long kernel, long stride, String padding, long explicit) {

  /** Reads a convolution's window along {@code axis} of its map. */
  static Sliding convolution(GraphOperation op, Layout layout, int axis) {
    long size = op.input(1).shape().get(axis - layout.rows);
    if (size == Shape.UNKNOWN_SIZE) {
      throw new UncountedException(op.type() + " by a kernel of unknown size");
    }
    long dilation = Attributes.numbers(op, "dilations")[axis];
    return of(op, axis, (size - 1) * dilation + 1, Attributes.numbers(op, "strides"));
  }

  /** Reads a pooling's window. */
  static Sliding pooling(GraphOperation op, int axis) {
    return of(op, axis, poolingSize(op)[axis], poolingStrides(op));
  }

  /** The sizes of a pooling's window along all axes. */
  static long[] poolingSize(GraphOperation op) {
    return isGivenOperands(op) ? integers(op.input(1)) : Attributes.numbers(op, "ksize");
  }

  /** The strides of a pooling's window along all axes. */
  static long[] poolingStrides(GraphOperation op) {
    return isGivenOperands(op) ? integers(op.input(2)) : Attributes.numbers(op, "strides");
  }

  private static boolean isGivenOperands(GraphOperation op) {
    return op.type().equals("MaxPoolV2");
  }

  private static Sliding of(GraphOperation op, int axis, long kernel, long[] strides) {
    String padding = Attributes.text(op, "padding");
    boolean explicit = padding.equals("EXPLICIT");
    long before = explicit ? Attributes.numbers(op, "explicit_paddings")[2 * axis] : 0;
    return new Sliding(kernel, strides[axis], padding, before);
  }

  private static long[] integers(Operand<?> operand) {
    return Constants.integers(operand)
        .orElseThrow(() -> new UncountedException("pooling by a window that is computed"));
  }

  /**
   * Returns the pixels added before the first of {@code size}. Without a size, NaN unless all sizes
   * come to the same: SAME makes ceil(size / stride) features.
   */
  double before(long size) {
    if (!padding.equals("SAME")) {
      return explicit;
    }
    if (size != Shape.UNKNOWN_SIZE) {
      long last = size % stride == 0 ? stride : size % stride;
      return half(kernel - last);
    }
    return half(kernel - 1) == half(kernel - stride) ? half(kernel - 1) : Double.NaN;
  }

  /** Whether it lies over all of {@code size} pixels at once, and nothing else. */
  boolean covers(long size) {
    return kernel == size && before(size) == 0;
  }

  private static long half(long added) {
    return Math.max(added, 0) / 2;
  }
}
