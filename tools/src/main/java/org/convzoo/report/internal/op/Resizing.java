package org.convzoo.report.internal.op;

import org.tensorflow.GraphOperation;
import org.tensorflow.ndarray.Shape;

/**
 * What stretching or shrinking makes of a map along one axis.
 *
 * @param from features before
 * @param to features after
 * @param corners whether the outermost features stay where they are
 * @param halfPixel whether the outermost features' outer edges do
 */
record Resizing(long from, long to, boolean corners, boolean halfPixel) {

  static Resizing of(GraphOperation op, int axis) {
    long from = op.input(0).shape().get(axis);
    long to = op.output(0).shape().get(axis);
    if (from == Shape.UNKNOWN_SIZE || to == Shape.UNKNOWN_SIZE) {
      throw new UncountedException(op.type() + " from or to a size that is not known");
    }
    return new Resizing(
        from, to, Attributes.flag(op, "align_corners"), Attributes.flag(op, "half_pixel_centers"));
  }

  /** A new feature is interpolated between two old ones. */
  FieldExtent bilinear(FieldExtent reach) {
    if (from == to) {
      return reach;
    }
    if (corners && to > 1) {
      return reach.resized(2, (from - 1.0) / (to - 1), 0);
    }
    double step = (double) from / to;
    return reach.resized(2, step, halfPixel ? (step - 1) / 2 : 0);
  }

  /** Each old feature is repeated: its copies lie, in the mean, where it was. */
  FieldExtent nearest(FieldExtent reach) {
    if (to % from != 0 || corners) {
      throw new UncountedException("ResizeNearestNeighbor but to a multiple of the size");
    }
    long copies = to / from;
    return reach.transposed(copies, copies, 0);
  }
}
