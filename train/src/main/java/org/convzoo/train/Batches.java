package org.convzoo.train;

import java.util.ArrayList;
import java.util.List;
import org.convzoo.ops.Preprocessing;
import org.convzoo.train.data.ImageSet;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * A stream of preprocessed batches, read ahead by tf.data on threads of TensorFlow's own.
 *
 * <p>Which images stand in batch b is a function of (seed, b) alone: each epoch is a permutation of
 * the whole set, its last batch may be smaller, and reading can start at any b.
 */
final class Batches {

  private static final long READ_AHEAD = 4;

  private final ImageSet set;
  private final int size;
  private final int perEpoch;
  private final Placeholder<TInt64> first;
  private final List<Placeholder<?>> content;
  private final Op start;
  private final Operand<TFloat32> images;
  private final Operand<? extends TType> truth;

  /**
   * Draws the stream.
   *
   * @param size images in a batch, at least 1
   * @param seed of the order, or null for the set's own order
   */
  Batches(Ops tf, ImageSet set, Preprocessing preprocessing, int size, Long seed) {
    this.set = set;
    this.size = size;
    this.perEpoch = (set.size() + size - 1) / size;
    this.first = tf.withName("first").placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
    this.content = new ArrayList<>();
    for (TType tensor : set.content()) {
      content.add(placeholder(tf, tensor));
    }
    List<Class<? extends TType>> numberType = List.of(TInt64.class);
    var numbers =
        tf.data.rangeDataset(
            first,
            tf.constant(Long.MAX_VALUE),
            tf.constant(1L),
            numberType,
            List.of(Shape.scalar()));
    try (Graph inner = new Graph()) {
      Signature.Builder signature = Signature.builder();
      ImageSet.Batch batch = batch(Ops.create(inner), signature, preprocessing, seed);
      List<Class<? extends TType>> types = List.of(TFloat32.class, batch.truth().type());
      List<Shape> shapes = List.of(batch.images().shape(), batch.truth().shape());
      try (ConcreteFunction function = ConcreteFunction.create(signature.build(), inner)) {
        var batches = tf.data.mapDataset(numbers, List.copyOf(content), function, types, shapes);
        var ahead = tf.data.prefetchDataset(batches, tf.constant(READ_AHEAD), types, shapes);
        var iterator = tf.data.iterator("", "", types, shapes);
        this.start = tf.data.makeIterator(ahead, iterator);
        var next = tf.data.iteratorGetNext(iterator, types, shapes);
        this.images = next.components().get(0).asOutput().expect(TFloat32.class);
        this.truth = next.components().get(1).asOutput().expect(batch.truth().type());
      }
    }
  }

  /** Draws the function from a batch's number (and the set's content) to the batch. */
  private ImageSet.Batch batch(
      Ops tf, Signature.Builder signature, Preprocessing preprocessing, Long seed) {
    var number = tf.placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
    signature.input("number", number);
    List<Operand<?>> inputs = new ArrayList<>();
    for (TType tensor : set.content()) {
      Placeholder<?> input = placeholder(tf, tensor);
      signature.input("content" + inputs.size(), input);
      inputs.add(input);
    }
    var epoch = tf.math.floorDiv(number, tf.constant((long) perEpoch));
    var within = tf.math.floorMod(number, tf.constant((long) perEpoch));
    var from = tf.math.mul(within, tf.constant((long) size));
    var to =
        tf.math.minimum(
            tf.math.add(from, tf.constant((long) size)), tf.constant((long) set.size()));
    Operand<TInt64> places = tf.range(from, to, tf.constant(1L));
    if (seed != null) {
      var key = tf.stack(List.of(tf.constant(seed), epoch, tf.constant(0L)));
      places = tf.randomIndexShuffle(places, key, tf.constant(set.size() - 1L));
    }
    ImageSet.Batch batch = set.batch(tf, inputs, places);
    Operand<TFloat32> prepared = preprocessing.apply(tf, batch.images());
    signature.output("images", prepared).output("truth", batch.truth());
    return new ImageSet.Batch(prepared, batch.truth());
  }

  private static Placeholder<? extends TType> placeholder(Ops tf, TType tensor) {
    return tf.placeholder(tensor.type(), Placeholder.shape(tensor.shape()));
  }

  /** Starts, or starts again, at batch {@code number}, counted from the first epoch's first. */
  void start(Session session, long number) {
    try (TInt64 at = TInt64.scalarOf(number)) {
      Session.Runner runner = session.runner().addTarget(start).feed(first, at);
      for (int i = 0; i < content.size(); i++) {
        runner.feed(content.get(i), set.content().get(i));
      }
      runner.run().close();
    }
  }

  /** Returns the number of batches in an epoch. */
  int perEpoch() {
    return perEpoch;
  }

  /** Returns the number of images in batch {@code number}. */
  int sizeOf(long number) {
    long from = number % perEpoch * size;
    return (int) Math.min(size, set.size() - from);
  }

  /** Returns the next batch's images, preprocessed: [N,H,W,C]. */
  Operand<TFloat32> images() {
    return images;
  }

  /** Returns what is true of the next batch's images. */
  Operand<? extends TType> truth() {
    return truth;
  }
}
