package org.convzoo.ops;

import java.util.Objects;

/**
 * What a convolution is, in the paper's terms.
 *
 * <p>Starts as a square kernel with stride 1, SAME padding and a bias of 0; the other methods
 * return a changed copy.
 *
 * @param height kernel height in pixels, at least 1
 * @param width kernel width in pixels, at least 1
 * @param filters output channels, at least 1
 * @param verticalStride step from row to row, at least 1
 * @param horizontalStride step from column to column, at least 1
 * @param dilation distance between kernel elements, at least 1
 * @param groups that input and output channels are divided into; a filter reads its group only
 * @param padding how the border is padded
 * @param bias the bias's first value, or null for none
 */
public record Conv(
    int height,
    int width,
    int filters,
    int verticalStride,
    int horizontalStride,
    int dilation,
    int groups,
    Padding padding,
    Float bias) {

  public Conv {
    if (height < 1 || width < 1 || filters < 1 || dilation < 1) {
      throw new IllegalArgumentException(
          "kernel, filters and dilation must be >= 1, got %dx%d, %d, %d"
              .formatted(height, width, filters, dilation));
    }
    if (verticalStride < 1 || horizontalStride < 1) {
      throw new IllegalArgumentException(
          "strides must be >= 1, got %d, %d".formatted(verticalStride, horizontalStride));
    }
    if (groups < 1 || filters % groups != 0) {
      throw new IllegalArgumentException(
          "groups must be >= 1 and divide the filters, got %d for %d".formatted(groups, filters));
    }
    Objects.requireNonNull(padding, "padding");
  }

  /** A square kernel. */
  public static Conv of(int kernel, int filters) {
    return of(kernel, kernel, filters);
  }

  /** A kernel of any height and width. */
  public static Conv of(int height, int width, int filters) {
    return new Conv(height, width, filters, 1, 1, 1, 1, Padding.SAME, 0f);
  }

  /** The same step in both directions. */
  public Conv stride(int step) {
    return stride(step, step);
  }

  /** A step from row to row and one from column to column. */
  public Conv stride(int vertical, int horizontal) {
    return new Conv(height, width, filters, vertical, horizontal, dilation, groups, padding, bias);
  }

  public Conv dilation(int distance) {
    return new Conv(
        height, width, filters, verticalStride, horizontalStride, distance, groups, padding, bias);
  }

  /** Channels divided into {@code count} groups, as between AlexNet's two GPUs. */
  public Conv groups(int count) {
    return new Conv(
        height, width, filters, verticalStride, horizontalStride, dilation, count, padding, bias);
  }

  /** No padding. */
  public Conv valid() {
    return padding(Padding.VALID);
  }

  /** The same number of zeros on all four sides. */
  public Conv pad(int pixels) {
    return padding(Padding.of(pixels));
  }

  public Conv padding(Padding border) {
    return new Conv(
        height, width, filters, verticalStride, horizontalStride, dilation, groups, border, bias);
  }

  /** A bias that starts at {@code value}. */
  public Conv bias(float value) {
    return new Conv(
        height, width, filters, verticalStride, horizontalStride, dilation, groups, padding, value);
  }

  /** No bias, as before a batch norm. */
  public Conv noBias() {
    return new Conv(
        height, width, filters, verticalStride, horizontalStride, dilation, groups, padding, null);
  }
}
