package org.convzoo.train;

import java.util.List;
import org.convzoo.ops.Preprocessing;
import org.convzoo.ops.augment.Sample;
import org.convzoo.train.data.DataException;
import org.convzoo.train.data.ImageSet;
import org.convzoo.train.data.UniformImageSet;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * A stream of preprocessed batches, read ahead by tf.data on threads of TensorFlow's own. Reading
 * can start at any batch of the {@link Order}.
 */
final class Batches {

  private static final int READ_AHEAD = 4;

  private final ImageSet set;
  private final Preprocessing preprocessing;
  private final Order order;
  private final Placeholder<TInt64> first;
  private final List<Placeholder<? extends TType>> content;
  private final Pipeline.Reader reader;

  /**
   * Draws the stream.
   *
   * @param size images in a batch, at least 1
   * @param seed of the order, or null for the set's own order
   */
  Batches(Ops tf, ImageSet set, Preprocessing preprocessing, int size, Long seed) {
    this.set = set;
    this.preprocessing = preprocessing;
    this.order = new Order(set.size(), Math.min(size, set.size()), seed);
    this.first = tf.withName("first").placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
    this.content =
        set.content().stream()
            .<Placeholder<? extends TType>>map(
                tensor -> tf.placeholder(tensor.type(), Placeholder.shape(tensor.shape())))
            .toList();
    Pipeline batches =
        set instanceof UniformImageSet uniform ? batchByBatch(tf, uniform) : imageByImage(tf);
    this.reader = batches.prefetch(READ_AHEAD).reader();
  }

  private Pipeline batchByBatch(Ops tf, UniformImageSet uniform) {
    return Pipeline.from(tf, first, content)
        .map(
            (inner, in) -> {
              Operand<TInt64> number = in.get(0).asOutput().expect(TInt64.class);
              var perEpoch = inner.constant((long) order.perEpoch());
              var size = inner.constant((long) order.batch());
              var from = inner.math.mul(inner.math.floorMod(number, perEpoch), size);
              var to =
                  inner.math.minimum(
                      inner.math.add(from, size), inner.constant((long) order.images()));
              Operand<TInt64> places = inner.range(from, to, inner.constant(1L));
              var numbers = order.numbers(inner, inner.math.floorDiv(number, perEpoch), places);
              var batch = uniform.batch(inner, in.subList(1, in.size()), numbers);
              return List.of(preprocessing.apply(inner, batch.images()), batch.truth());
            });
  }

  /**
   * As many images at a time as there are cores. Places are counted as if the last batch of an
   * epoch were full; what that is filled up with is cut off again.
   */
  private Pipeline imageByImage(Ops tf) {
    long full = (long) order.perEpoch() * order.batch();
    return Pipeline.from(tf, tf.math.mul(first, tf.constant((long) order.batch())), content)
        .map(
            Runtime.getRuntime().availableProcessors(),
            (inner, in) -> {
              Operand<TInt64> position = in.get(0).asOutput().expect(TInt64.class);
              var epoch = inner.math.floorDiv(position, inner.constant(full));
              var place = inner.math.floorMod(position, inner.constant(full));
              var filled = inner.math.minimum(place, inner.constant(order.images() - 1L));
              var number = order.numbers(inner, epoch, filled);
              Sample sample =
                  set.sample(inner, in.subList(1, in.size()), number)
                      .resize(inner, preprocessing.height(), preprocessing.width());
              return List.of(
                  sample.image(),
                  sample.truth(),
                  inner.math.less(place, inner.constant((long) order.images())));
            })
        .batch(order.batch())
        .map(
            (inner, in) -> {
              var there = inner.dtypes.cast(in.get(2), TInt64.class);
              var count = inner.reduceSum(there, inner.constant(0));
              var images = firsts(inner, in.get(0).asOutput().expect(TFloat32.class), count);
              return List.of(preprocessing.apply(inner, images), firsts(inner, in.get(1), count));
            });
  }

  /** The first {@code count} along the first axis. */
  private static <T extends TType> Operand<T> firsts(
      Ops tf, Operand<T> all, Operand<TInt64> count) {
    var from = tf.constant(new long[1]);
    var to = tf.expandDims(count, tf.constant(0));
    return tf.stridedSlice(all, from, to, tf.constant(new long[] {1}));
  }

  /** Starts, or starts again, at batch {@code number}, counted from the first epoch's first. */
  void start(Session session, long number) {
    try (TInt64 at = TInt64.scalarOf(number)) {
      Session.Runner runner = session.runner().addTarget(reader.start()).feed(first, at);
      for (int i = 0; i < content.size(); i++) {
        runner.feed(content.get(i), set.content().get(i));
      }
      runner.run().close();
    }
  }

  /**
   * Runs what takes batch {@code number}.
   *
   * @throws DataException if one of its images cannot be read, which it names
   */
  Result run(Session.Runner runner, long number) {
    try {
      return runner.run();
    } catch (RuntimeException e) { // TensorFlow's exceptions have no other class in common
      Inspection.some(
          set,
          1,
          order.numbersOf(number),
          found -> {
            if (found.fault() != null) {
              throw new DataException(
                  "%s: %s".formatted(set.where((int) found.number()), found.fault()));
            }
          });
      throw e;
    }
  }

  /** Returns the number of batches in an epoch. */
  int perEpoch() {
    return order.perEpoch();
  }

  /** Returns the number of images in batch {@code number}. */
  int sizeOf(long number) {
    return order.sizeOf(number);
  }

  /** Returns the next batch's images, preprocessed: [N,H,W,C]. */
  Operand<TFloat32> images() {
    return reader.next().get(0).asOutput().expect(TFloat32.class);
  }

  /** Returns what is true of the next batch's images. */
  Operand<? extends TType> truth() {
    return reader.next().get(1);
  }
}
