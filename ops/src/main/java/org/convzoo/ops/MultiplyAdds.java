package org.convzoo.ops;

import java.util.Iterator;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.ndarray.Shape;

/**
 * Multiply-adds, counted from a graph's operations and the shapes that TensorFlow infers for them.
 *
 * <p>One multiplication and the addition that goes with it are one, as in the tables of papers that
 * call them FLOPs. Convolutions, transposed ones and matrix products count; biases, normalisation,
 * pooling and activations do not. Padded zeros are multiplied like pixels.
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
      case "MatMul" -> op.input(1).shape().size();
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
