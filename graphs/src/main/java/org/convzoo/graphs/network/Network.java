package org.convzoo.graphs.network;

import java.util.OptionalDouble;
import org.convzoo.UsageException;
import org.convzoo.graphs.task.NetworkOutput;
import org.convzoo.ops.Flow;
import org.convzoo.ops.Layers;
import org.tensorflow.Operand;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * An architecture: a row of its family's file, listed in the zoo.
 *
 * <p>It holds no state and knows no data, optimiser, session or file, so that one network may be
 * built into many graphs.
 */
public interface Network {

  /** Says what this network is and where it was published. */
  Spec spec();

  /**
   * Builds the layers, as the paper's table has them.
   *
   * @param image a batch [N,H,W,C], H, W and C known
   * @param classes what there is to tell apart, as many as the task takes
   */
  NetworkOutput layers(Flow image, int classes);

  /** Returns the published weight of each auxiliary head's loss, where training has such heads. */
  default OptionalDouble auxiliaryWeight() {
    return OptionalDouble.empty();
  }

  /**
   * Builds this network over {@code images}.
   *
   * @param net what this build shares
   * @param images a batch [N,H,W,C], C known, and H and W unless the build slides
   * @param classes what there is to tell apart, as many as the task takes
   * @return the main head, and in training the auxiliary ones, if any
   * @throws IllegalArgumentException if the architecture cannot take such images, with the layer
   *     that cannot, or if the task does not take so many classes
   */
  default NetworkOutput build(Layers net, Operand<TFloat32> images, int classes) {
    Spec spec = spec();
    spec.task().requireClasses(spec.name(), classes);
    Shape shape = images.shape();
    try {
      return layers(net.flow(images), classes);
    } catch (UsageException | TFInvalidArgumentException e) {
      throw new UsageException(
          "%s cannot take images of %sx%sx%s (its own size is %s): %s"
              .formatted(
                  spec.name(),
                  size(shape, 1),
                  size(shape, 2),
                  size(shape, 3),
                  spec.input(),
                  e.getMessage()),
          e);
    }
  }

  private static String size(Shape shape, int axis) {
    return shape.get(axis) == Shape.UNKNOWN_SIZE ? "?" : Long.toString(shape.get(axis));
  }
}
