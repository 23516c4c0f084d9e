package org.convzoo.report.internal.op;

import java.util.Comparator;
import java.util.List;

/**
 * How far a map's features see along one axis of the image, in the image's pixels. NaN stands for
 * what cannot be told because a size is not known.
 *
 * @param size from the first pixel that a feature depends on to the last
 * @param stride from one feature's field to the next one's: below 1 where maps have been enlarged
 *     beyond the image, and uneven features' mean after a transposed convolution
 * @param centre the middle of the first feature's field; the middle of the first pixel is 0
 */
public record FieldExtent(double size, double stride, double centre) {

  /** A pixel's own. */
  static final FieldExtent PIXEL = new FieldExtent(1, 1, 0);

  private static final double ROUNDING = 1e-6;

  /** How many pixels the first feature's field begins before the image; negative: inside it. */
  public double padding() {
    return (size - 1) / 2 - centre;
  }

  /**
   * Behind a window that slides.
   *
   * @param kernel its size, dilation included
   * @param step its stride
   * @param before the map's padding before its first feature
   */
  FieldExtent window(double kernel, double step, double before) {
    return new FieldExtent(
        size + (kernel - 1) * stride, stride * step, centre + ((kernel - 1) / 2 - before) * stride);
  }

  /** Behind the transposed convolution that such a window's gradient is. */
  FieldExtent transposed(double kernel, double step, double before) {
    double finer = stride / step;
    return new FieldExtent(
        size + (Math.ceil(kernel / step) - 1) * stride,
        finer,
        centre + (before - (kernel - 1) / 2) * finer);
  }

  /** Behind interpolation: a new feature lies between {@code taps} old ones. */
  FieldExtent resized(int taps, double step, double first) {
    return new FieldExtent(size + (taps - 1) * stride, stride * step, centre + first * stride);
  }

  /** Where features have been left out before the first, or added if negative. */
  FieldExtent cropped(double features) {
    return new FieldExtent(size, stride, centre + features * stride);
  }

  /** Where paths join: the longest, but without a place if that of one path is not known. */
  static FieldExtent longest(List<FieldExtent> paths) {
    FieldExtent longest =
        paths.stream().max(Comparator.comparingDouble(FieldExtent::size)).orElseThrow();
    boolean known = paths.stream().noneMatch(path -> Double.isNaN(path.centre));
    return known ? longest : new FieldExtent(longest.size, longest.stride, Double.NaN);
  }

  /** Whether all features lie at the same places, as far as is known. */
  static boolean aligned(List<FieldExtent> paths) {
    FieldExtent first = paths.get(0);
    return paths.stream()
        .noneMatch(
            path ->
                Math.abs(path.stride - first.stride) > ROUNDING
                    || Math.abs(path.centre - first.centre) > ROUNDING);
  }
}
