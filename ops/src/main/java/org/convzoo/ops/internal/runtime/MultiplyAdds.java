package org.convzoo.ops.internal.runtime;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;

/**
 * Multiply-adds, counted from a graph's operations and the shapes that TensorFlow infers for them.
 *
 * <p>One multiplication and the addition that goes with it are one, as in the tables of papers that
 * call them FLOPs. Convolutions, depthwise and transposed ones, matrix and einsum products, and the
 * gradients that this zoo builds count; biases, normalisation, pooling and activations do not.
 * Padded zeros are multiplied like pixels.
 */
public final class MultiplyAdds {

  private MultiplyAdds() {}

  /**
   * Counts those of all operations of {@code graph}, for one image.
   *
   * @throws IllegalArgumentException if a size is not known, but for the batch's on the first axis
   */
  public static long perImage(Graph graph) {
    long sum = 0;
    for (Iterator<GraphOperation> all = graph.operations(); all.hasNext(); ) {
      sum += ofOneImage(all.next());
    }
    return sum;
  }

  /**
   * Counts those of {@code end} and of every operation that has to run before it, for one image.
   *
   * @throws IllegalArgumentException as for a graph
   */
  public static long perImage(Op end) {
    return Ancestors.of(List.of(end), List.of()).stream().mapToLong(MultiplyAdds::ofOneImage).sum();
  }

  /**
   * Counts those of one operation, for its whole batch.
   *
   * @throws IllegalArgumentException if a size is not known, that of the batch included
   * @throws ArithmeticException if they are more than a long can hold
   */
  public static long of(GraphOperation op) {
    return count(op, 0);
  }

  private static long ofOneImage(GraphOperation op) {
    return count(op, 1);
  }

  /**
   * @param first axis that counts: 1 leaves out the batch
   */
  private static long count(GraphOperation op, int first) {
    return switch (op.type()) {
      // each number of the output is a sum over the kernel [h,w,in,out] of one filter
      case "Conv2D", "Conv3D" -> product(size(op, op.output(0), first), perFilter(op, op.input(1)));
      // each number of the output is a sum over the kernel [h,w,in,out] of one channel
      case "DepthwiseConv2dNative" -> {
        Shape kernel = known(op, op.input(1), 0);
        yield product(size(op, op.output(0), first), kernel.get(0), kernel.get(1));
      }
      // each number of the input [N,h,w,in] is spread by the kernel [h,w,out,in] of its channel
      case "Conv2DBackpropInput" ->
          product(size(op, op.input(2), first), perFilter(op, op.input(1)));
      // each number of the output's gradient [N,h,w,out] meets the kernel of one filter
      case "Conv2DBackpropFilter" ->
          product(size(op, op.input(2), first), perFilter(op, op.output(0)));
      // [N,in] by [in,out]; a gradient's product that sums over the batch is [in,N] by [N,out]
      case "MatMul" ->
          op.attributes().getAttrBool("transpose_a")
              ? product(
                  size(op, op.output(0), 0), first == 0 ? known(op, op.input(0), 0).get(0) : 1)
              : product(size(op, op.output(0), first), known(op, op.input(0), 1).get(1));
      // [...,n,in] by [...,in,m]
      case "BatchMatMul", "BatchMatMulV2", "BatchMatMulV3" -> {
        Shape left = known(op, op.input(0), 1);
        int inner = left.numDimensions() - (op.attributes().getAttrBool("adj_x") ? 2 : 1);
        yield product(size(op, op.output(0), first), left.get(inner));
      }
      // every combination of all axes of the operands, the batch's among them
      case "Einsum" ->
          op.numInputs() < 2
              ? 0
              : product(sizes(op).values().stream().mapToLong(size -> size).toArray());
      default -> 0;
    };
  }

  /**
   * The sizes of the axes of an einsum's operands, by name; those in "..." count from the right.
   */
  private static Map<String, Long> sizes(GraphOperation op) {
    Map<String, Long> sizes = new HashMap<>();
    String[] operands = op.attributes().getAttrString("equation").replace(" ", "").split("->|,");
    for (int i = 0; i < op.numInputs(); i++) {
      Shape shape = known(op, op.input(i), 0);
      int open = operands[i].indexOf("...");
      String named = operands[i].replace("...", "");
      int unnamed = shape.numDimensions() - named.length();
      for (int axis = 0; axis < shape.numDimensions(); axis++) {
        boolean before = open < 0 || axis < open;
        String name =
            before || axis >= open + unnamed
                ? named.substring(before ? axis : axis - unnamed).substring(0, 1)
                : "." + (open + unnamed - axis);
        sizes.merge(name, shape.get(axis), Math::max);
      }
    }
    return sizes;
  }

  /** The elements of a kernel [...,out] that belong to one of its last axis. */
  private static long perFilter(GraphOperation op, Output<?> kernel) {
    return size(op, kernel, 0)
        / Math.max(1, kernel.shape().get(kernel.shape().numDimensions() - 1));
  }

  private static long size(GraphOperation op, Output<?> value, int first) {
    Shape shape = known(op, value, first);
    return product(Arrays.copyOfRange(shape.asArray(), first, shape.numDimensions()));
  }

  private static long product(long... sizes) {
    return LongStream.of(sizes).reduce(1, Math::multiplyExact);
  }

  /** The value's shape, once its sizes are known from axis {@code first} on. */
  private static Shape known(GraphOperation op, Output<?> value, int first) {
    Shape shape = value.shape();
    if (shape.isUnknown()) {
      throw new IllegalArgumentException(op.name() + ": its shape must be known");
    }
    for (int axis = first; axis < shape.numDimensions(); axis++) {
      if (shape.get(axis) == Shape.UNKNOWN_SIZE) {
        throw new IllegalArgumentException(
            "%s: the size on axis %d of %s must be known".formatted(op.name(), axis, shape));
      }
    }
    return shape;
  }
}
