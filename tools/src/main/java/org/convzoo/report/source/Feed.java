package org.convzoo.report.source;

import java.util.OptionalInt;
import org.convzoo.Require;
import org.convzoo.UsageException;
import org.convzoo.graphs.network.Spec.Input;
import org.tensorflow.proto.TensorShapeProto;

/**
 * The sizes of the images that are fed, where a graph from a file leaves them open.
 *
 * @param batch number of images; 1 if neither this nor the graph says it
 * @param height of the images, in pixels
 * @param width of the images, in pixels
 */
public record Feed(OptionalInt batch, OptionalInt height, OptionalInt width) {

  /** One image at a time, of the size that the graph was saved for. */
  public static final Feed AS_SAVED =
      new Feed(OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty());

  public Feed {
    Require.atLeast(1, "batch", batch.orElse(1));
    Require.atLeast(1, "height", height.orElse(1));
    Require.atLeast(1, "width", width.orElse(1));
  }

  /** So many images of this size. */
  public static Feed of(int batch, int height, int width) {
    return new Feed(OptionalInt.of(batch), OptionalInt.of(height), OptionalInt.of(width));
  }

  /** The same, with images of a size where this says neither height nor width. */
  Feed orSize(Input size) {
    return height.isPresent() || width.isPresent()
        ? this
        : new Feed(batch, OptionalInt.of(size.height()), OptionalInt.of(size.width()));
  }

  /**
   * Completes the shape of an input: the batch on the first axis, images as [N,H,W,C]; what is no
   * image, such as a series, gets the one size that there is on the axes that are open. If not even
   * the number of axes is known, it stays so, and what depends on it cannot be counted.
   */
  TensorShapeProto complete(String input, TensorShapeProto saved) {
    if (saved.getUnknownRank()) {
      return saved;
    }
    TensorShapeProto.Builder shape = saved.toBuilder();
    for (int axis = 0; axis < shape.getDimCount(); axis++) {
      shape.getDimBuilder(axis).setSize(size(input, saved, axis));
    }
    return shape.build();
  }

  private long size(String input, TensorShapeProto saved, int axis) {
    boolean images = saved.getDimCount() == 4;
    long known = saved.getDim(axis).getSize();
    OptionalInt given = OptionalInt.empty();
    if (axis == 0) {
      given = batch;
    } else if (images && axis < 3) {
      given = axis == 1 ? height : width;
    } else if (!images && known < 0 && height.equals(width)) {
      given = height;
    }
    if (known >= 0) {
      if (given.isPresent() && given.getAsInt() != known) {
        throw new UsageException(
            "%s was saved for %d on axis %d, and cannot be fed %d",
            input, known, axis, given.getAsInt());
      }
      return known;
    }
    if (given.isEmpty() && axis > 0) {
      throw new UsageException(
          images
              ? input + " takes images of any size: say which, as in --input-size 224"
              : "%s: the file does not say its size on axis %d: say it, as in --input-size 100"
                  .formatted(input, axis));
    }
    return given.orElse(1);
  }
}
