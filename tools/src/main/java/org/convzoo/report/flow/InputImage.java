package org.convzoo.report.flow;

import java.util.Optional;
import org.convzoo.report.internal.op.FieldExtent;
import org.convzoo.report.internal.op.Layout;
import org.convzoo.report.internal.op.ReceptiveField;
import org.convzoo.report.source.GraphSource;
import org.tensorflow.ndarray.Shape;

/**
 * The image that a graph is fed, on which receptive fields are laid.
 *
 * @param height in pixels
 * @param width in pixels
 * @param rowAxis the place of the rows among a map's axes; the columns follow
 */
public record InputImage(long height, long width, int rowAxis) {

  /**
   * A rectangle of pixels; parts of it may lie outside of the image.
   *
   * @param top distance from the image's upper edge, negative above it
   * @param left distance from the image's left edge, negative before it
   * @param height in pixels
   * @param width in pixels
   */
  public record Box(double top, double left, double height, double width) {}

  /** Returns the first input that is a batch of maps, if any is and its size is known. */
  public static Optional<InputImage> of(GraphSource subject) {
    Layout layout = Layout.of(subject.operations());
    return subject.inputs().stream()
        .filter(Layout::isMap)
        .findFirst()
        .map(image -> of(image.shape(), layout))
        .filter(image -> image.height > 0 && image.width > 0);
  }

  private static InputImage of(Shape shape, Layout layout) {
    return new InputImage(shape.get(layout.rows), shape.get(layout.columns), layout.rows);
  }

  /**
   * Returns what the feature in the middle of a row's output depends on: the whole image if each
   * feature does; empty where that is not known.
   */
  public Optional<Box> seen(Row row) {
    ReceptiveField field = row.field();
    if (field == null) {
      return Optional.empty();
    }
    if (field.whole()) {
      return Optional.of(new Box(0, 0, height, width));
    }
    if (row.output().numDimensions() != 4) {
      return Optional.empty();
    }
    double top = first(field.rows(), row.output().get(rowAxis));
    double left = first(field.columns(), row.output().get(rowAxis + 1));
    return Double.isNaN(top + left)
        ? Optional.empty()
        : Optional.of(new Box(top, left, field.rows().size(), field.columns().size()));
  }

  /** The first pixel that the middle one of {@code features} depends on. */
  private static double first(FieldExtent reach, long features) {
    return features < 1 ? Double.NaN : (features - 1) / 2 * reach.stride() - reach.padding();
  }
}
