package org.convzoo.train.data;

import java.util.List;
import java.util.Optional;

/**
 * Where the objects of an image's own class are.
 *
 * @param height of the image in pixels
 * @param width of the image in pixels
 * @param boxes of those objects; none where nobody has said it
 */
public record Annotation(int height, int width, List<Box> boxes) {

  public static final Annotation NONE = new Annotation(0, 0, List.of());

  public Annotation {
    boxes = List.copyOf(boxes);
  }

  /** Returns the annotations, or nothing where none of them has a box. */
  public static Optional<List<Annotation>> anyOf(List<Annotation> all) {
    return all.stream().allMatch(NONE::equals) ? Optional.empty() : Optional.of(all);
  }

  /** Returns the boxes as (y1, x1, y2, x2) in shares of the height and width, 0 to 1. */
  public List<float[]> shares() {
    return boxes.stream()
        .map(
            box ->
                new float[] {
                  box.top() / height, box.left() / width, box.bottom() / height, box.right() / width
                })
        .toList();
  }
}
