package org.convzoo.ops.augment.sample;

import org.convzoo.ops.image.Pixels;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Gather;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;
import org.tensorflow.types.family.TType;

/**
 * N images of one size and what is true of each. Those with a label each can be moved, all at once:
 * rows are gathered, and then columns.
 *
 * @param images [N,H,W,C], 0 to 255, bytes until something makes floats of them; H, W and C are
 *     known
 * @param truth as {@link Sample} has it, with a first axis of N
 */
public record Samples(Operand<? extends TNumber> images, Operand<? extends TType> truth)
    implements Movable<Samples> {

  private static final int ROWS = 1;
  private static final int COLUMNS = 2;

  @Override
  public Operand<TInt32> size(Ops tf) {
    long[] shape = images.shape().asArray();
    return tf.constant(new int[] {Math.toIntExact(shape[ROWS]), Math.toIntExact(shape[COLUMNS])});
  }

  @Override
  public Samples crop(Ops tf, Operand<TInt32> offset, Operand<TInt32> size, float fill) {
    // one row and one column more, of what lies outside
    var more = tf.constant(new int[][] {{0, 0}, {0, 1}, {0, 1}, {0, 0}});
    var padded = tf.pad(Pixels.floats(tf, images), more, tf.constant(fill));
    var rows = rows(tf, padded, window(tf, offset, size, ROWS));
    return new Samples(columns(tf, rows, window(tf, offset, size, COLUMNS)), truth);
  }

  /** The rows or columns of each window, [M] or [N,M]: the last and one where it is outside. */
  private Operand<TInt32> window(Ops tf, Operand<TInt32> offset, Operand<TInt32> size, int axis) {
    var length = at(tf, size(tf), axis);
    var from = tf.expandDims(at(tf, offset, axis), tf.constant(-1));
    var places = tf.math.add(from, places(tf, at(tf, size, axis)));
    var inside =
        tf.math.logicalAnd(
            tf.math.greaterEqual(places, tf.constant(0)), tf.math.less(places, length));
    return tf.select(inside, places, length);
  }

  @Override
  public Samples flip(Ops tf, Operand<TInt32> whether) {
    var width = at(tf, size(tf), COLUMNS);
    var upright = places(tf, width);
    var mirrored = tf.math.sub(tf.math.sub(width, tf.constant(1)), upright);
    var flipped = tf.math.equal(tf.expandDims(whether, tf.constant(1)), tf.constant(1));
    var which = tf.select(flipped, mirrored, upright);
    return new Samples(columns(tf, Pixels.floats(tf, images), which), truth);
  }

  /** What a pair [2] or [N,2] has for an axis. */
  private static Operand<TInt32> at(Ops tf, Operand<TInt32> pair, int axis) {
    return tf.gather(pair, tf.constant(axis - ROWS), tf.constant(-1));
  }

  private static Operand<TInt32> places(Ops tf, Operand<TInt32> length) {
    return tf.range(tf.constant(0), length, tf.constant(1));
  }

  /** Takes some rows of all images, [M], or others of each, [N,M]. */
  private static Operand<TFloat32> rows(Ops tf, Operand<TFloat32> all, Operand<TInt32> which) {
    long each = which.shape().numDimensions() - 1L;
    return tf.gather(all, which, tf.constant(ROWS), Gather.batchDims(each));
  }

  /** Takes columns, as rows of what is turned: pixel by pixel takes four times as long. */
  private static Operand<TFloat32> columns(Ops tf, Operand<TFloat32> all, Operand<TInt32> which) {
    return turned(tf, rows(tf, turned(tf, all), which));
  }

  /** Makes columns of rows. */
  private static Operand<TFloat32> turned(Ops tf, Operand<TFloat32> all) {
    return tf.linalg.transpose(all, tf.constant(new int[] {0, COLUMNS, ROWS, 3}));
  }
}
