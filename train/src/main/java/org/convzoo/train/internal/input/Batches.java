package org.convzoo.train.internal.input;

import java.util.List;
import java.util.function.BiFunction;
import org.convzoo.ops.augment.sample.Sample;
import org.convzoo.ops.augment.sample.Samples;
import org.convzoo.ops.image.Pixels;
import org.convzoo.ops.internal.replica.Shard;
import org.convzoo.ops.internal.replica.Share;
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
 * can start at any batch of the {@link EpochPermutation}.
 */
public final class Batches {

  private static final int READ_AHEAD = 4;

  /** So many images of a core are under way that none waits while others are put into a batch. */
  private static final int IMAGES_A_CORE = 4;

  private final ImageSet set;
  private final InputTransform preparation;
  private final EpochPermutation order;
  private final Shard shard;
  private final Placeholder<TInt64> first;
  private final Content content;
  private final Pipeline.Reader reader;

  /**
   * Builds the stream of whole batches.
   *
   * @param size images in a batch, at least 1
   * @param seed of the order, or null for the set's own order
   */
  public Batches(Ops tf, ImageSet set, InputTransform preparation, int size, Long seed) {
    this(tf, set, preparation, size, seed, Shard.WHOLE);
  }

  /**
   * Builds the stream of a shard of each batch; where there is no image for it, one of another's.
   *
   * @param size images in a whole batch, at least 1
   * @param seed of the order, or null for the set's own order
   */
  public Batches(
      Ops tf, ImageSet set, InputTransform preparation, int size, Long seed, Shard shard) {
    this.shard = shard;
    this.set = set;
    this.preparation = preparation;
    this.order = new EpochPermutation(set.size(), Math.min(size, set.size()), seed);
    this.first = tf.withName("first").placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
    this.content = new Content(tf, set);
    this.reader = images(tf).map(this::prepared).prefetch(READ_AHEAD).reader();
  }

  /**
   * Builds each batch, filled up where it is an epoch's last: images, truth, its number for each.
   */
  private Pipeline images(Ops tf) {
    Pipeline planned = Pipeline.from(tf, first, content.operands()).map(this::planned);
    if (!(set instanceof UniformImageSet uniform)) {
      return imageByImage(
          planned, (inner, in) -> set.sample(inner, in.subList(3, in.size()), number(in.get(2))));
    }
    Pipeline batches =
        planned.map(
            (inner, in) -> {
              var some = uniform.samples(inner, in.subList(3, in.size()), number(in.get(2)));
              return List.of(in.get(0), in.get(1), some.images(), some.truth());
            });
    return preparation.atOnce(batches.shapes().get(3))
        ? batches.map(
            (inner, in) -> {
              var some = new Samples(Pixels.of(in.get(2)), in.get(3));
              var done = preparation.images(inner, some, randomNumbers(in.get(0)));
              return List.of(done.images(), done.truth(), in.get(1));
            })
        : imageByImage(batches, (inner, in) -> new Sample(Pixels.of(in.get(2)), in.get(3)));
  }

  /** Random numbers for each image of a batch, the batch's number for each, and each's own. */
  private List<Operand<?>> planned(Ops tf, List<Operand<?>> in) {
    Operand<TInt64> batch = number(in.get(0));
    Place at = Place.of(tf, batch, order.perEpoch());
    var first = shard.isWhole() ? tf.constant(0L) : share(tf, at).first();
    var slots = tf.range(first, tf.math.add(first, tf.constant((long) slots())), tf.constant(1L));
    var around = tf.math.floorMod(slots, size(tf, at)); // what is left over is filled or cut off
    var places = tf.math.add(tf.math.mul(at.within, tf.constant((long) order.batch())), around);
    var numbers = order.numbers(tf, at.epoch, places);
    var draws = preparation.randomNumbers(tf, at.epoch, numbers);
    return List.of(draws, tf.fill(tf.constant(new int[] {slots()}), batch), numbers);
  }

  /** Takes batches apart, and prepares several images at a time. */
  private Pipeline imageByImage(
      Pipeline batches, BiFunction<Ops, List<Operand<?>>, Sample> sample) {
    return batches
        .unbatch()
        .map(
            IMAGES_A_CORE * Runtime.getRuntime().availableProcessors(),
            (inner, in) -> {
              var done =
                  preparation.image(inner, sample.apply(inner, in), randomNumbers(in.get(0)));
              return List.of(done.image(), done.truth(), in.get(1));
            })
        .batch(slots())
        .prefetch(1); // so that images go on while a batch is prepared
  }

  /** Cuts off what a batch is filled up with, and does what is done to a whole batch. */
  private List<Operand<?>> prepared(Ops tf, List<Operand<?>> in) {
    var batch = tf.gather(number(in.get(2)), tf.constant(0), tf.constant(0));
    Place at = Place.of(tf, batch, order.perEpoch());
    Operand<TInt64> all = size(tf, at);
    if (shard.isWhole()) {
      Samples done = preparation.batch(tf, firsts(tf, in, all), at.epoch, at.within);
      return List.of(done.images(), done.truth(), all);
    }
    Share share = share(tf, at);
    Operand<TInt64> own = tf.math.sub(share.end(), share.first());
    var with = tf.math.add(own, tf.constant((long) preparation.following()));
    Samples done = preparation.batch(tf, firsts(tf, in, with), at.epoch, at.within);
    return List.of(firsts(tf, done.images(), own), firsts(tf, done.truth(), own), all);
  }

  /** How many images a batch has. */
  private Operand<TInt64> size(Ops tf, Place at) {
    var size = tf.constant((long) order.batch());
    var rest = tf.math.sub(tf.constant((long) order.images()), tf.math.mul(at.within, size));
    return tf.math.minimum(rest, size);
  }

  private Share share(Ops tf, Place at) {
    return Share.of(tf, size(tf, at), shard.index(), shard.count());
  }

  /**
   * The images that are prepared for each batch, of which the last are left out where it has less:
   * a shard's own and those of the next one that are mixed into them.
   */
  private int slots() {
    return shard.mostOf(order.batch()) + (shard.isWhole() ? 0 : preparation.following());
  }

  private static Operand<TInt64> number(Operand<?> value) {
    return value.asOutput().expect(TInt64.class);
  }

  private static Operand<TFloat32> randomNumbers(Operand<?> value) {
    return value.asOutput().expect(TFloat32.class);
  }

  /** An epoch, and a place within it. */
  private record Place(Operand<TInt64> epoch, Operand<TInt64> within) {

    static Place of(Ops tf, Operand<TInt64> number, long perEpoch) {
      var epoch = tf.constant(perEpoch);
      return new Place(tf.math.floorDiv(number, epoch), tf.math.floorMod(number, epoch));
    }
  }

  /** The first {@code count} of images and truth. */
  private static Samples firsts(Ops tf, List<Operand<?>> in, Operand<TInt64> count) {
    return new Samples(firsts(tf, Pixels.of(in.get(0)), count), firsts(tf, in.get(1), count));
  }

  /** The first {@code count} along the first axis. */
  private static <T extends TType> Operand<T> firsts(
      Ops tf, Operand<T> all, Operand<TInt64> count) {
    var from = tf.constant(new long[1]);
    var to = tf.expandDims(count, tf.constant(0));
    return tf.stridedSlice(all, from, to, tf.constant(new long[] {1}));
  }

  /** Starts, or starts again, at batch {@code number}, counted from the first epoch's first. */
  public void start(Session session, long number) {
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
  public Result run(Session.Runner runner, long number) {
    try {
      return runner.run();
    } catch (RuntimeException e) { // TensorFlow's exceptions have no other class in common
      Inspection.some(
          set,
          1,
          order.numbersOf(number),
          found -> {
            if (found.fault() != null) {
              throw new DataException("%s: %s", set.where((int) found.number()), found.fault());
            }
          });
      throw e;
    }
  }

  /** Returns the number of batches in an epoch. */
  public int perEpoch() {
    return order.perEpoch();
  }

  /** Returns the number of images of batch {@code number} that are this shard's own. */
  public int ownOf(long number) {
    return shard.sizeOf(order.sizeOf(number));
  }

  /** Returns the number of images in the whole of batch {@code number}. */
  public int sizeOf(long number) {
    return order.sizeOf(number);
  }

  /** Returns the next batch's images, preprocessed: [N,H,W,C]. */
  public Operand<TFloat32> images() {
    return reader.next().get(0).asOutput().expect(TFloat32.class);
  }

  /** Returns how many images the next batch has, of which these may be a shard: a scalar. */
  public Operand<TInt64> whole() {
    return reader.next().get(2).asOutput().expect(TInt64.class);
  }

  /** Returns what is true of the next batch's images. */
  public Operand<? extends TType> truth() {
    return reader.next().get(1).asOutput();
  }
}
