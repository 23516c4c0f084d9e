package org.convzoo.ops;

import org.convzoo.UsageException;

/**
 * What slides over a map, and the arithmetic of its border.
 *
 * @param rows from its first to its last, dilation included
 * @param columns likewise
 * @param down from one to the next below it, the vertical stride
 * @param across from one to the next beside it, the horizontal stride
 * @param ceil whether the last window may hang over the border
 */
record Window(int rows, int columns, int down, int across, boolean ceil) {

  static Window of(Conv conv) {
    int rows = (conv.height() - 1) * conv.dilation() + 1;
    int columns = (conv.width() - 1) * conv.dilation() + 1;
    return new Window(rows, columns, conv.verticalStride(), conv.horizontalStride(), false);
  }

  static Window of(Pool pool) {
    return new Window(
        pool.height(), pool.width(), pool.verticalStride(), pool.horizontalStride(), pool.ceil());
  }

  /**
   * Returns the padding to build: with what ceil mode adds, and as SAME where that is the same, for
   * SAME costs no Pad op.
   *
   * @param where the layer, for the message
   * @throws IllegalArgumentException if the window does not fit into the padded map
   */
  Padding border(Padding asked, int height, int width, String where) {
    if (asked.kind() == Padding.Kind.SAME) {
      return asked;
    }
    int tall = height + asked.top() + asked.bottom();
    int wide = width + asked.left() + asked.right();
    if (tall < rows || wide < columns) {
      throw new UsageException(
          "%s: a window of %dx%d pixels does not fit into a map of %dx%d",
          where, rows, columns, height, width);
    }
    Padding whole = asked;
    if (ceil) {
      int below = hanging(height, asked.top(), tall, rows, down);
      int beside = hanging(width, asked.left(), wide, columns, across);
      if (below > 0 || beside > 0) {
        whole =
            Padding.of(asked.top(), asked.bottom() + below, asked.left(), asked.right() + beside);
      }
    }
    return whole.equals(same(height, width)) ? Padding.SAME : whole;
  }

  /**
   * Returns the padding to build over a map of a size that is not known: in ceil mode with all that
   * the last window might hang over, where the rest reaches no window.
   *
   * @param where the layer, for the message
   * @throws IllegalArgumentException if a window might begin in that
   */
  Padding openBorder(Padding asked, String where) {
    if (!ceil) {
      return asked;
    }
    if (down + asked.bottom() > rows || across + asked.right() > columns) {
      throw new IllegalArgumentException(where + ": the map's size must be known");
    }
    return Padding.of(
        asked.top(), asked.bottom() + down - 1, asked.left(), asked.right() + across - 1);
  }

  /**
   * How far ceil mode's last window hangs over; one that would begin in the padding is left out.
   */
  private static int hanging(int size, int before, int padded, int window, int stride) {
    int last = (padded - window + stride - 1) / stride * stride;
    if (last >= size + before) {
      last -= stride;
    }
    return Math.max(0, last + window - padded);
  }

  /** What SAME adds, in numbers. */
  private Padding same(int height, int width) {
    int tall = added(height, rows, down);
    int wide = added(width, columns, across);
    return Padding.of(tall / 2, tall - tall / 2, wide / 2, wide - wide / 2);
  }

  private static int added(int size, int window, int stride) {
    int windows = (size + stride - 1) / stride;
    return Math.max(0, (windows - 1) * stride + window - size);
  }
}
