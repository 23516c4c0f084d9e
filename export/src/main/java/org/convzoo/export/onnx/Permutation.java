package org.convzoo.export.onnx;

import java.util.ArrayList;
import java.util.List;

/** Another order of a tensor's axes. */
final class Permutation {

  private final List<Axis> axes = new ArrayList<>();

  /** An axis of the new order, and how far apart its elements were in the old one. */
  private record Axis(int size, int step) {}

  /**
   * Neighbours that stay such are taken for one axis.
   *
   * @param shape before
   * @param order the first axis afterwards is number {@code order[0]} before
   */
  Permutation(long[] shape, int[] order) {
    int[] steps = new int[shape.length];
    int step = 1;
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      steps[axis] = step;
      step *= (int) shape[axis];
    }
    for (int axis : order) {
      int size = (int) shape[axis];
      Axis last = axes.isEmpty() ? null : axes.get(axes.size() - 1);
      if (size != 1 && last != null && last.step == size * steps[axis]) {
        axes.set(axes.size() - 1, new Axis(last.size * size, steps[axis]));
      } else if (size != 1) {
        axes.add(new Axis(size, steps[axis]));
      }
    }
  }

  /** Whether the elements stay where they are. */
  boolean isNone() {
    return axes.isEmpty() || axes.size() == 1 && axes.get(0).step == 1;
  }

  /** Returns elements, row by row, in the new order. */
  float[] applied(float[] elements) {
    float[] moved = new float[elements.length];
    copy(elements, 0, moved, 0, 0);
    return moved;
  }

  /** Copies what one index on each axis before this one leaves; returns where that ends. */
  private int copy(float[] elements, int from, float[] moved, int to, int number) {
    Axis axis = axes.get(number);
    int at = to;
    for (int i = 0; i < axis.size; i++) {
      int next = from + i * axis.step;
      if (number + 1 < axes.size()) {
        at = copy(elements, next, moved, at, number + 1);
      } else {
        moved[at++] = elements[next];
      }
    }
    return at;
  }
}
