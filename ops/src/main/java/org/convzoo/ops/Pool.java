package org.convzoo.ops;

import java.util.Objects;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * What a pooling window is. It overlaps where the stride is smaller than the window.
 *
 * <p>Starts without padding; the other methods return a changed copy. Padded pixels never win a
 * maximum and never count in an average.
 *
 * @param height window height in pixels, at least 1
 * @param width window width in pixels, at least 1
 * @param verticalStride step from row to row, at least 1
 * @param horizontalStride step from column to column, at least 1
 * @param padding how the border is padded
 * @param ceil whether the last window may hang over the border, as in Caffe
 */
public record Pool(
    int height,
    int width,
    int verticalStride,
    int horizontalStride,
    Padding padding,
    boolean ceil) {

  public Pool {
    if (height < 1 || width < 1 || verticalStride < 1 || horizontalStride < 1) {
      throw new IllegalArgumentException(
          "window and strides must be >= 1, got %dx%d and %d, %d"
              .formatted(height, width, verticalStride, horizontalStride));
    }
    Objects.requireNonNull(padding, "padding");
    requireBelow(height, Math.max(padding.top(), padding.bottom()));
    requireBelow(width, Math.max(padding.left(), padding.right()));
    if (ceil && padding.kind() == Padding.Kind.SAME) {
      throw new IllegalArgumentException("SAME padding leaves nothing to round up");
    }
  }

  /** A window of nothing but padding has no maximum and no average. */
  private static void requireBelow(int window, int padding) {
    if (padding >= window) {
      throw new IllegalArgumentException(
          "padding must be smaller than the window, got %d for %d".formatted(padding, window));
    }
  }

  /** A square window with the same step in both directions. */
  public static Pool of(int size, int stride) {
    return new Pool(size, size, stride, stride, Padding.VALID, false);
  }

  /** A window of any height and width, with steps of its own size: windows do not overlap. */
  public static Pool window(int height, int width) {
    return new Pool(height, width, height, width, Padding.VALID, false);
  }

  /** A step from row to row and one from column to column. */
  public Pool stride(int vertical, int horizontal) {
    return new Pool(height, width, vertical, horizontal, padding, ceil);
  }

  public Pool same() {
    return padding(Padding.SAME);
  }

  /** The same number of pixels on all four sides. */
  public Pool pad(int pixels) {
    return padding(Padding.of(pixels));
  }

  public Pool padding(Padding border) {
    return new Pool(height, width, verticalStride, horizontalStride, border, ceil);
  }

  /** The output has ceil((size - window) / stride) + 1 rows instead of floor(...) + 1. */
  public Pool ceilMode() {
    return new Pool(height, width, verticalStride, horizontalStride, padding, true);
  }

  /**
   * Builds max pooling as MaxPool, for which TensorFlow has oneDNN's kernels, not as MaxPoolV2.
   *
   * @param map [N,H,W,C]
   * @param border SAME or VALID, in the place of the padding
   */
  public Operand<TFloat32> max(Ops tf, Operand<TFloat32> map, String border) {
    return tf.scope()
        .opBuilder("MaxPool", "MaxPool")
        .addInput(map.asOutput())
        .setAttr("ksize", new long[] {1, height, width, 1})
        .setAttr("strides", new long[] {1, verticalStride, horizontalStride, 1})
        .setAttr("padding", border)
        .build()
        .output(0);
  }
}
