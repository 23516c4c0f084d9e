package org.convzoo.ops.augment.sample;

import java.util.List;
import org.convzoo.UsageException;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.op.core.Stack;
import org.tensorflow.op.core.Unstack;
import org.tensorflow.op.image.ResizeNearestNeighbor;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** How the truth about an image follows its pixels. Sizes and offsets are [2]: down, across. */
sealed interface Target {

  /** Follows a resizing. */
  Operand<? extends TType> resize(Ops tf, Operand<TInt32> from, Operand<TInt32> to);

  /** Follows a crop. */
  Operand<? extends TType> crop(Ops tf, Operand<TInt32> offset, CropWindow window);

  /**
   * Follows a mirroring.
   *
   * @param whether 0 or 1
   * @param size of the image
   */
  Operand<? extends TType> flip(Ops tf, Operand<TInt32> whether, Operand<TInt32> size);

  /** Follows a warp. */
  Operand<? extends TType> warp(Ops tf, Warp warp);

  /** Follows pixels that come from elsewhere. */
  Operand<? extends TType> move(Ops tf, Affine affine);

  /** Tells labels, maps and boxes apart by their axes, as {@link Sample} has them. */
  static Target of(Operand<? extends TType> truth) {
    return switch (truth.shape().numDimensions()) {
      case 0 -> new Label(truth);
      case 2 -> new Boxes(truth.asOutput().expect(TFloat32.class));
      case 3 -> new PixelLabels(truth.asOutput().expect(TInt32.class));
      default -> throw new IllegalArgumentException("no label, map or boxes: " + truth.shape());
    };
  }

  /** One label, which stays as it is. */
  record Label(Operand<? extends TType> value) implements Target {

    @Override
    public Operand<? extends TType> resize(Ops tf, Operand<TInt32> from, Operand<TInt32> to) {
      return value;
    }

    @Override
    public Operand<? extends TType> crop(Ops tf, Operand<TInt32> offset, CropWindow window) {
      return value;
    }

    @Override
    public Operand<? extends TType> flip(Ops tf, Operand<TInt32> whether, Operand<TInt32> size) {
      return value;
    }

    @Override
    public Operand<? extends TType> warp(Ops tf, Warp warp) {
      return value;
    }

    @Override
    public Operand<? extends TType> move(Ops tf, Affine affine) {
      return value;
    }
  }

  /** Labels of the pixels, [H,W,K]: those of the nearest pixel, 0 outside of the image. */
  record PixelLabels(Operand<TInt32> map) implements Target {

    @Override
    public Operand<TInt32> resize(Ops tf, Operand<TInt32> from, Operand<TInt32> to) {
      var nearest =
          tf.image.resizeNearestNeighbor(
              tf.expandDims(map, tf.constant(0)), to, ResizeNearestNeighbor.halfPixelCenters(true));
      return tf.squeeze(nearest, Squeeze.axis(List.of(0L)));
    }

    @Override
    public Operand<TInt32> crop(Ops tf, Operand<TInt32> offset, CropWindow window) {
      return window.cut(tf, map, 0);
    }

    @Override
    public Operand<TInt32> flip(Ops tf, Operand<TInt32> whether, Operand<TInt32> size) {
      return Mirror.where(tf, whether, map);
    }

    @Override
    public Operand<TInt32> warp(Ops tf, Warp warp) {
      return warp.nearest(tf, map);
    }

    @Override
    public Operand<TInt32> move(Ops tf, Affine affine) {
      return affine.move(tf, map, Affine.Rule.NEAREST, 0);
    }
  }

  /** Boxes [M,4], clipped to the image; one whose centre leaves it is a row of zeros from then. */
  record Boxes(Operand<TFloat32> sides) implements Target {

    @Override
    public Operand<TFloat32> resize(Ops tf, Operand<TInt32> from, Operand<TInt32> to) {
      return tf.math.mul(sides, twice(tf, tf.math.div(number(tf, to), number(tf, from))));
    }

    @Override
    public Operand<TFloat32> crop(Ops tf, Operand<TInt32> offset, CropWindow window) {
      var limit = twice(tf, number(tf, window.size()));
      var moved = tf.math.sub(sides, twice(tf, number(tf, offset)));
      var zero = tf.constant(0f);
      var clipped = tf.math.minimum(tf.math.maximum(moved, zero), limit);
      List<? extends Operand<TFloat32>> side = apart(tf, moved);
      List<? extends Operand<TFloat32>> end = apart(tf, limit);
      var kept =
          tf.math.logicalAnd(
              within(tf, side.get(0), side.get(2), end.get(0)),
              within(tf, side.get(1), side.get(3), end.get(1)));
      return tf.math.mul(clipped, tf.expandDims(number(tf, kept), tf.constant(1)));
    }

    /** Whether there is anything between two sides, and its middle is within 0 to the end. */
    private static Operand<TBool> within(
        Ops tf, Operand<TFloat32> low, Operand<TFloat32> high, Operand<TFloat32> end) {
      var middle = tf.math.mul(tf.math.add(low, high), tf.constant(0.5f));
      var inside =
          tf.math.logicalAnd(
              tf.math.greaterEqual(middle, tf.constant(0f)), tf.math.less(middle, end));
      return tf.math.logicalAnd(tf.math.less(low, high), inside);
    }

    @Override
    public Operand<TFloat32> flip(Ops tf, Operand<TInt32> whether, Operand<TInt32> size) {
      List<? extends Operand<TFloat32>> side = apart(tf, sides);
      List<? extends Operand<TFloat32>> length = apart(tf, number(tf, size));
      Operand<TFloat32> width = length.get(1);
      Operand<TFloat32> there = number(tf, tf.math.less(side.get(1), side.get(3)));
      var left = tf.math.mul(tf.math.sub(width, side.get(3)), there);
      var right = tf.math.mul(tf.math.sub(width, side.get(1)), there);
      var mirrored = tf.stack(List.of(side.get(0), left, side.get(2), right), Stack.axis(1L));
      return tf.select(tf.math.equal(whether, tf.constant(1)), mirrored, sides);
    }

    @Override
    public Operand<TFloat32> warp(Ops tf, Warp warp) {
      throw new UsageException("boxes cannot follow an elastic deformation");
    }

    @Override
    public Operand<TFloat32> move(Ops tf, Affine affine) {
      throw new UsageException("boxes cannot follow rotations and shears");
    }

    /** (down, across) to (down, across, down, across). */
    private static Operand<TFloat32> twice(Ops tf, Operand<TFloat32> pair) {
      return tf.tile(pair, tf.constant(new int[] {2}));
    }

    /** Takes the last axis apart. */
    private static List<? extends Operand<TFloat32>> apart(Ops tf, Operand<TFloat32> numbers) {
      int last = numbers.shape().numDimensions() - 1;
      return tf.unstack(numbers, numbers.shape().get(last), Unstack.axis((long) last)).output();
    }

    private static Operand<TFloat32> number(Ops tf, Operand<? extends TType> value) {
      return tf.dtypes.cast(value, TFloat32.class);
    }
  }
}
