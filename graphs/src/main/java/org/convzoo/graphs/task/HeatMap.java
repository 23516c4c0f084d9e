package org.convzoo.graphs.task;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Where in an image something is, as a number a pixel.
 *
 * @param values row by row
 * @param width of a row
 */
public record HeatMap(float[] values, int width) {

  @Override
  public String toString() {
    return "HeatMap[%dx%d]".formatted(values.length / width, width);
  }

  /**
   * Returns the box around the largest connected part of what is above a share of the maximum.
   * Pixels that touch at a corner are connected; of parts as large as each other the one that comes
   * first row by row is taken.
   *
   * @param share 0 to below 1; Zhou et al., CVPR 2016, section 3.2 have 0.2
   * @return (y1, x1, y2, x2) in pixels; nothing where no value is above 0
   */
  public Optional<float[]> box(double share) {
    float most = 0;
    for (float value : values) {
      most = Math.max(most, value);
    }
    boolean[] open = new boolean[values.length];
    for (int i = 0; i < open.length; i++) {
      open[i] = values[i] > share * most;
    }
    Part largest = new Part();
    for (int i = 0; i < open.length; i++) {
      if (open[i]) {
        Part part = part(open, i);
        largest = part.size > largest.size ? part : largest;
      }
    }
    return most > 0 ? Optional.of(largest.box()) : Optional.empty();
  }

  /** Takes what is connected with a pixel out of {@code open}. */
  private Part part(boolean[] open, int start) {
    Part part = new Part();
    Deque<Integer> border = new ArrayDeque<>();
    open[start] = false;
    border.add(start);
    while (!border.isEmpty()) {
      int at = border.remove();
      int row = at / width;
      int column = at % width;
      part.add(row, column);
      for (int y = Math.max(0, row - 1); y <= Math.min(values.length / width - 1, row + 1); y++) {
        for (int x = Math.max(0, column - 1); x <= Math.min(width - 1, column + 1); x++) {
          if (open[y * width + x]) {
            open[y * width + x] = false;
            border.add(y * width + x);
          }
        }
      }
    }
    return part;
  }

  private static final class Part {
    private int size;
    private int top = Integer.MAX_VALUE;
    private int left = Integer.MAX_VALUE;
    private int bottom;
    private int right;

    void add(int row, int column) {
      size++;
      top = Math.min(top, row);
      left = Math.min(left, column);
      bottom = Math.max(bottom, row + 1);
      right = Math.max(right, column + 1);
    }

    float[] box() {
      return new float[] {top, left, bottom, right};
    }
  }
}
