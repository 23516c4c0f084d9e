package org.convzoo.ops;

import java.util.Objects;
import java.util.stream.IntStream;

/**
 * What a pooling window is. It overlaps where the stride is smaller than the window.
 *
 * <p>Starts without padding; the other methods return a changed copy. Padded pixels never win a
 * maximum and never count in an average.
 *
 * @param size window side in pixels, at least 1
 * @param stride step, at least 1
 * @param padding how the border is padded
 * @param ceil whether the last window may hang over the border, as in Caffe
 */
public record Pool(int size, int stride, Padding padding, boolean ceil) {

  public Pool {
    if (size < 1 || stride < 1) {
      throw new IllegalArgumentException(
          "window and stride must be >= 1, got %d and %d".formatted(size, stride));
    }
    Objects.requireNonNull(padding, "padding");
    int widest =
        IntStream.of(padding.top(), padding.bottom(), padding.left(), padding.right())
            .max()
            .getAsInt();
    if (widest >= size) { // a window of nothing but padding has no maximum and no average
      throw new IllegalArgumentException(
          "padding must be smaller than the window, got %d for %d".formatted(widest, size));
    }
    if (ceil && padding.kind() == Padding.Kind.SAME) {
      throw new IllegalArgumentException("SAME padding leaves nothing to round up");
    }
  }

  public static Pool of(int size, int stride) {
    return new Pool(size, stride, Padding.VALID, false);
  }

  public Pool same() {
    return new Pool(size, stride, Padding.SAME, ceil);
  }

  /** The same number of pixels on all four sides. */
  public Pool pad(int pixels) {
    return new Pool(size, stride, Padding.of(pixels), ceil);
  }

  /** The output has ceil((size - window) / stride) + 1 rows instead of floor(...) + 1. */
  public Pool ceilMode() {
    return new Pool(size, stride, padding, true);
  }
}
