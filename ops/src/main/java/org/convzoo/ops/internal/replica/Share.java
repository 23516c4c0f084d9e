package org.convzoo.ops.internal.replica;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * The part of a batch that a replica computes: images that follow one another. The shares of a
 * batch differ by one image at most. A replica for which there is no image computes one of
 * another's again, which counts for nothing, since a mean over no image is no number.
 *
 * @param all how many images the batch has, a scalar of at least 1
 * @param own how many of them are this share's own, a scalar of at least 0
 * @param first the number in the batch of the first image that is computed, a scalar
 * @param end the number after the last, a scalar
 * @param weight own / all, a scalar: the mean over the batch is the sum over its shares of weight
 *     times the mean over the share
 * @param origin the number in the batch of the first image that this process has, a scalar
 */
public record Share(
    Operand<TInt64> all,
    Operand<TInt64> own,
    Operand<TInt64> first,
    Operand<TInt64> end,
    Operand<TFloat32> weight,
    Operand<TInt64> origin) {

  /**
   * Builds share {@code index}, from 0, of {@code count}.
   *
   * @param all how many images the batch has, a scalar
   */
  public static Share of(Ops tf, Operand<TInt64> all, int index, int count) {
    return of(tf, all, index, count, tf.constant(0L), all);
  }

  /**
   * Builds share {@code index}, from 0, of {@code count} of what a process has of a batch.
   *
   * @param process the share of the whole process
   */
  public static Share within(Ops tf, Share process, int index, int count) {
    return of(tf, process.all, index, count, process.first, process.end);
  }

  private static Share of(
      Ops tf,
      Operand<TInt64> all,
      int index,
      int count,
      Operand<TInt64> origin,
      Operand<TInt64> limit) {
    var from = start(tf, all, index, count);
    var to = start(tf, all, index + 1, count);
    var own = tf.math.sub(to, from);
    var one = tf.constant(1L);
    var first = tf.math.minimum(from, tf.math.sub(limit, one));
    var end = tf.math.add(first, tf.math.maximum(own, one));
    var weight =
        tf.math.div(tf.dtypes.cast(own, TFloat32.class), tf.dtypes.cast(all, TFloat32.class));
    return new Share(all, own, first, end, weight, origin);
  }

  /**
   * Builds the weights of all shares.
   *
   * @param all how many images the batch has, a scalar
   * @return [count]
   */
  public static Operand<TFloat32> weights(Ops tf, Operand<TInt64> all, int count) {
    List<Operand<TFloat32>> weights = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      weights.add(of(tf, all, index, count).weight());
    }
    return tf.stack(weights);
  }

  /** The smallest whole number that is at least all * index / count. */
  private static Operand<TInt64> start(Ops tf, Operand<TInt64> all, int index, int count) {
    var before = tf.math.mul(all, tf.constant((long) index));
    return tf.math.floorDiv(
        tf.math.add(before, tf.constant(count - 1L)), tf.constant((long) count));
  }

  /** Returns the same share by copies of its numbers, which stand where {@code tf} does. */
  public Share copied(Ops tf) {
    return new Share(
        tf.identity(all),
        tf.identity(own),
        tf.identity(first),
        tf.identity(end),
        tf.identity(weight),
        tf.identity(origin));
  }

  /** Cuts this share out of a tensor whose first axis is the batch. */
  public <T extends TType> Operand<T> of(Ops tf, Operand<T> batch) {
    return cut(tf, batch, first, end);
  }

  /** Cuts this share out of a tensor whose first axis is what the process has of the batch. */
  public <T extends TType> Operand<T> ofProcess(Ops tf, Operand<T> part) {
    return cut(tf, part, tf.math.sub(first, origin), tf.math.sub(end, origin));
  }

  private static <T extends TType> Operand<T> cut(
      Ops tf, Operand<T> tensor, Operand<TInt64> from, Operand<TInt64> to) {
    var axis = tf.constant(0);
    return tf.stridedSlice(
        tensor, tf.expandDims(from, axis), tf.expandDims(to, axis), tf.constant(new long[] {1}));
  }

  /** Returns the shape that a tensor of this share's images has in the whole batch. */
  public Operand<TInt32> shapeInBatch(Ops tf, Operand<?> ofShare) {
    var shape = tf.shape(ofShare);
    var rest = tf.slice(shape, tf.constant(new int[] {1}), tf.constant(new int[] {-1}));
    var images = tf.expandDims(tf.dtypes.cast(all, TInt32.class), tf.constant(0));
    return tf.concat(List.of(images, rest), tf.constant(0));
  }

  /** Returns a count among this share's images where it has some of its own, else 0. */
  public Operand<TInt64> counted(Ops tf, Operand<TInt64> count) {
    return tf.math.mul(count, tf.math.minimum(own, tf.constant(1L)));
  }
}
