package org.convzoo.train.data;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A box in pixels of its image: 0, 0 is the image's upper left corner. */
public record Box(float top, float left, float bottom, float right) {

  static final Box NONE = new Box(0, 0, 0, 0);

  /** Pixels by which a box may reach over the edge: some tools count pixels from 1. */
  private static final float SLACK = 1;

  /**
   * Clips the boxes of an image to it, and leaves out those without area.
   *
   * @param where the image's name, for a message
   * @throws DataException if one lies outside
   */
  public static List<Box> inside(String where, List<Box> boxes, float height, float width) {
    return boxes.stream()
        .map(box -> box.clipped(where, height, width))
        .flatMap(Optional::stream)
        .toList();
  }

  private Optional<Box> clipped(String where, float height, float width) {
    boolean outside =
        !(top >= -SLACK && left >= -SLACK && bottom <= height + SLACK && right <= width + SLACK);
    if (outside) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s: the box from (%.1f, %.1f) to (%.1f, %.1f), x first, lies outside its %.0fx%.0f pixels",
              where,
              left,
              top,
              right,
              bottom,
              width,
              height));
    }
    Box clipped =
        new Box(
            Math.max(0, top), Math.max(0, left), Math.min(height, bottom), Math.min(width, right));
    return clipped.bottom > clipped.top && clipped.right > clipped.left
        ? Optional.of(clipped)
        : Optional.empty();
  }
}
