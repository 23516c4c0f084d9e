package org.convzoo.report.internal.op;

import java.util.function.IntFunction;
import org.convzoo.report.internal.op.FieldRule.Inputs;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;

/** What operations that mix pixels make of receptive fields, by the rows and columns they read. */
final class FieldRules {

  private FieldRules() {}

  static ReceptiveField convolved(Inputs inputs) {
    inputs.map();
    return slid(
        inputs, inputs.alone(0), axis -> Sliding.convolution(inputs.op(), inputs.layout(), axis));
  }

  static ReceptiveField pooled(Inputs inputs) {
    return slid(inputs, inputs.map(), axis -> Sliding.pooling(inputs.op(), axis));
  }

  private static ReceptiveField slid(Inputs inputs, Operand<?> map, IntFunction<Sliding> along) {
    Layout layout = inputs.layout();
    Shape shape = map.shape();
    ReceptiveField out =
        along(
            inputs,
            (axis, reach) -> {
              Sliding window = along.apply(axis);
              return reach.window(window.kernel(), window.stride(), window.before(shape.get(axis)));
            });
    boolean covered =
        along.apply(layout.rows).covers(shape.get(layout.rows))
            && along.apply(layout.columns).covers(shape.get(layout.columns));
    return covered ? out.ofWholeMap() : out;
  }

  static ReceptiveField transposed(Inputs inputs) {
    inputs.map();
    inputs.alone(2);
    return along(
        inputs,
        (axis, reach) -> {
          Sliding window = Sliding.convolution(inputs.op(), inputs.layout(), axis);
          double before = window.before(inputs.op().output(0).shape().get(axis));
          return reach.transposed(window.kernel(), window.stride(), before);
        });
  }

  static ReceptiveField gatheredBlocks(Inputs inputs) {
    long block = Attributes.number(inputs.op(), "block_size");
    return along(inputs, (axis, reach) -> reach.window(block, block, 0));
  }

  static ReceptiveField spreadBlocks(Inputs inputs) {
    long block = Attributes.number(inputs.op(), "block_size");
    return along(inputs, (axis, reach) -> reach.transposed(block, block, 0));
  }

  static ReceptiveField padded(Inputs inputs) {
    inputs.map();
    long[] amounts = inputs.integers(1); // [4,2]: before and after
    return along(inputs, (axis, reach) -> reach.cropped(-amounts[2 * axis]));
  }

  static ReceptiveField sliced(Inputs inputs) {
    inputs.map();
    long[] begin = inputs.integers(1);
    return along(inputs, (axis, reach) -> reach.cropped(begin[axis]));
  }

  static ReceptiveField bilinear(Inputs inputs) {
    return along(inputs, (axis, reach) -> Resizing.of(inputs.op(), axis).bilinear(reach));
  }

  static ReceptiveField nearest(Inputs inputs) {
    return along(inputs, (axis, reach) -> Resizing.of(inputs.op(), axis).nearest(reach));
  }

  static ReceptiveField reduced(Inputs inputs) {
    Operand<?> map = inputs.map();
    Layout layout = inputs.layout();
    boolean[] gone = new boolean[4];
    for (long axis : inputs.integers(1)) {
      gone[axis(axis)] = true;
    }
    if (gone[0] || gone[layout.rows] != gone[layout.columns]) {
      throw new UncountedException(
          inputs.op().type() + " over images, or over rows or columns alone");
    }
    return gone[layout.rows] ? overWholeMap(inputs, map) : inputs.joined();
  }

  static ReceptiveField reshaped(Inputs inputs) {
    Operand<?> map = inputs.map();
    Layout layout = inputs.layout();
    Shape from = map.shape();
    Shape to = inputs.op().output(0).shape();
    if (to.numDimensions() == 2) {
      return overWholeMap(inputs, map);
    }
    boolean kept =
        to.numDimensions() == 4
            && from.get(layout.rows) == to.get(layout.rows)
            && from.get(layout.columns) == to.get(layout.columns);
    if (!kept) {
      throw new UncountedException("%s from %s to %s".formatted(inputs.op().type(), from, to));
    }
    return inputs.joined();
  }

  private static ReceptiveField overWholeMap(Inputs inputs, Operand<?> map) {
    return along(inputs, (axis, reach) -> reach.window(size(map, axis), 1, 0)).ofWholeMap();
  }

  private static ReceptiveField along(Inputs inputs, ReceptiveField.Change change) {
    inputs.map();
    return inputs.joined().along(inputs.layout(), change);
  }

  static int axis(long number) {
    return Math.toIntExact(Math.floorMod(number, 4L));
  }

  private static double size(Operand<?> map, int axis) {
    long size = map.shape().get(axis);
    return size == Shape.UNKNOWN_SIZE ? Double.NaN : size;
  }
}
