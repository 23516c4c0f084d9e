package org.convzoo.train;

import java.util.List;
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
  private final Preparation preparation;
  private final Order order;
  private final Placeholder<TInt64> first;
  private final Content content;
  private final Pipeline.Reader reader;

  /**
   * Draws the stream.
   *
   * @param size images in a batch, at least 1
   * @param seed of the order, or null for the set's own order
   */
  Batches(Ops tf, ImageSet set, Preparation preparation, int size, Long seed) {
    this.set = set;
    this.preparation = preparation;
    this.order = new Order(set.size(), Math.min(size, set.size()), seed);
    this.first = tf.withName("first").placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
    this.content = new Content(tf, set);
    boolean whole = preparation.keepsImages();
    Pipeline batches =
        set instanceof UniformImageSet uniform && whole
            ? batchByBatch(tf, uniform)
            : imageByImage(tf);
    this.reader = batches.prefetch(READ_AHEAD).reader();
  }

  private Pipeline batchByBatch(Ops tf, UniformImageSet uniform) {
    return Pipeline.from(tf, first, content.operands())
        .map(
            (inner, in) -> {
              Place at = Place.of(inner, number(in.get(0)), order.perEpoch());
              var size = inner.constant((long) order.batch());
              var from = inner.math.mul(at.within, size);
              var to =
                  inner.math.minimum(
                      inner.math.add(from, size), inner.constant((long) order.images()));
              Operand<TInt64> places = inner.range(from, to, inner.constant(1L));
              var numbers = order.numbers(inner, at.epoch, places);
              return prepared(inner, uniform.batch(inner, in.subList(1, in.size()), numbers), at);
            });
  }

  /**
   * As many images at a time as there are cores. Places are counted as if the last batch of an
   * epoch were full; what that is filled up with is cut off again.
   */
  private Pipeline imageByImage(Ops tf) {
    long full = (long) order.perEpoch() * order.batch();
    return Pipeline.from(
            tf, tf.math.mul(first, tf.constant((long) order.batch())), content.operands())
        .map(
            Runtime.getRuntime().availableProcessors(),
            (inner, in) -> {
              Operand<TInt64> position = number(in.get(0));
              Place at = Place.of(inner, position, full);
              var place = inner.math.minimum(at.within, inner.constant(order.images() - 1L));
              var number = order.numbers(inner, at.epoch, place);
              Sample sample =
                  preparation.image(
                      inner, set.sample(inner, in.subList(1, in.size()), number), at.epoch, number);
              return List.of(sample.image(), sample.truth(), position);
            })
        .batch(order.batch())
        .map(
            (inner, in) -> {
              Operand<TInt64> positions = number(in.get(2));
              var there =
                  inner.math.less(
                      Place.of(inner, positions, full).within,
                      inner.constant((long) order.images()));
              var count =
                  inner.reduceSum(inner.dtypes.cast(there, TInt64.class), inner.constant(0));
              var batch =
                  new UniformImageSet.Batch(
                      firsts(inner, in.get(0).asOutput().expect(TFloat32.class), count),
                      firsts(inner, in.get(1), count));
              var batchNumber =
                  inner.math.floorDiv(
                      inner.gather(positions, inner.constant(0), inner.constant(0)),
                      inner.constant((long) order.batch()));
              return prepared(inner, batch, Place.of(inner, batchNumber, order.perEpoch()));
            });
  }

  private List<Operand<?>> prepared(Ops tf, UniformImageSet.Batch batch, Place at) {
    var done = preparation.batch(tf, batch, at.epoch, at.within);
    return List.of(done.images(), done.truth());
  }

  private static Operand<TInt64> number(Operand<?> value) {
    return value.asOutput().expect(TInt64.class);
  }

  /** An epoch, and a place within it. */
  private record Place(Operand<TInt64> epoch, Operand<TInt64> within) {

    static Place of(Ops tf, Operand<TInt64> number, long perEpoch) {
      var epoch = tf.constant(perEpoch);
      return new Place(tf.math.floorDiv(number, epoch), tf.math.floorMod(number, epoch));
    }
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
      content.feed(runner).run().close();
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
    return reader.next().get(1).asOutput();
  }
}
