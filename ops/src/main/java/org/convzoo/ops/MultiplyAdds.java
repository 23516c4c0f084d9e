package org.convzoo.ops;

import java.util.Iterator;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;

/**
 * Multiply-adds, counted from a graph's operations and the shapes that TensorFlow infers for them.
 *
 * <p>One multiplication and the addition that goes with it are one, as in the tables of papers that
 * call them FLOPs. Convolutions, transposed ones, matrix products and the gradients of all of them
 * count; biases, normalisation, pooling and activations do not. Padded zeros are multiplied like
 * pixels.
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
      sum += of(all.next());
    }
    return sum;
  }

  /**
   * Counts those of {@code end} and of every operation that has to run before it, for one image.
   *
   * @throws IllegalArgumentException as for a graph
   */
  public static long perImage(Op end) {
    return Ancestors.of(List.of(end), List.of()).stream().mapToLong(MultiplyAdds::of).sum();
  }

  private static long of(GraphOperation op) {
    return switch (op.type()) {
      // each number of the output is a sum over the kernel [h,w,in,out] of one filter
      case "Conv2D" -> {
        Shape kernel = op.input(1).shape();
        yield perImage(op, op.output(0).shape()) * kernel.size() / kernel.get(3);
      }
      // each number of the input [N,h,w,in] is spread by the kernel [h,w,out,in] of its channel
      case "Conv2DBackpropInput" -> {
        Shape kernel = op.input(1).shape();
        yield perImage(op, op.input(2).shape()) * kernel.size() / kernel.get(3);
      }
      // each number of the output's gradient [N,h,w,out] meets the kernel of one filter
      case "Conv2DBackpropFilter" -> {
        Shape kernel = op.output(0).shape();
        yield perImage(op, op.input(2).shape()) * kernel.size() / kernel.get(3);
      }
      // [N,in] by [in,out]; a gradient's product that sums over the batch is [in,N] by [N,out]
      case "MatMul" ->
          op.attributes().getAttrBool("transpose_a")
              ? op.output(0).shape().size()
              : perImage(op, op.output(0).shape()) * op.input(0).shape().get(1);
      default -> 0;
    };
  }

  private static long perImage(GraphOperation op, Shape batch) {
    long size = 1;
    for (int axis = 1; axis < batch.numDimensions(); axis++) {
      if (batch.get(axis) == Shape.UNKNOWN_SIZE) {
        throw new IllegalArgumentException(
            "%s: the size on axis %d of %s must be known".formatted(op.name(), axis, batch));
      }
      size *= batch.get(axis);
    }
    return size;
  }
}
