package org.convzoo.train.internal.input;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.convzoo.ops.augment.sample.Sample;
import org.convzoo.train.data.ImageSet;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/** Reads images of a set one by one, and says of each what it holds or why it cannot be read. */
public final class Inspection {

  private Inspection() {}

  /**
   * What was found of an image.
   *
   * @param number in its set
   * @param fault why it cannot be read, or null; what follows is then empty
   * @param height in pixels
   * @param width in pixels
   * @param sums of each channel over the pixels, 0 to 255
   * @param products sums over the pixels of each product of two channels, row by row
   * @param classes how often each class is true: of the image, of its pixels, or of its boxes
   * @param boxes (y1, x1, y2, x2) in pixels, if boxes are true of it
   */
  public record Found(
      long number,
      String fault,
      int height,
      int width,
      double[] sums,
      double[] products,
      long[] classes,
      List<float[]> boxes) {

    static Found faulty(long number, RuntimeException e) {
      return new Found(
          number, reason(e), 0, 0, new double[0], new double[0], new long[0], List.of());
    }
  }

  /**
   * Reads a whole set, in order.
   *
   * @param classes how many it has
   */
  public static void all(ImageSet set, int classes, Consumer<Found> each) {
    some(set, classes, LongStream.range(0, set.size()).toArray(), each);
  }

  /** Reads some images of a set, by their numbers and in their order. */
  static void some(ImageSet set, int classes, long[] numbers, Consumer<Found> each) {
    try (Graph graph = new Graph();
        Session session = new Session(graph);
        TInt64 wanted = TInt64.vectorOf(numbers)) {
      Ops tf = Ops.create(graph);
      var places = tf.placeholder(TInt64.class, Placeholder.shape(Shape.of(numbers.length)));
      Content content = new Content(tf, set);
      List<Operand<?>> captured = new ArrayList<>(List.of(places));
      captured.addAll(content.operands());
      Pipeline.Reader reader =
          Pipeline.from(tf, tf.constant(0L), captured)
              .map(
                  Runtime.getRuntime().availableProcessors(),
                  (inner, in) -> found(inner, set, classes, in))
              .reader();
      Session.Runner starter = session.runner().addTarget(reader.start()).feed(places, wanted);
      content.feed(starter).run().close();
      for (long number : numbers) {
        each.accept(next(session, reader, number));
      }
    }
  }

  private static Found next(Session session, Pipeline.Reader reader, long number) {
    Session.Runner runner = session.runner();
    reader.next().forEach(runner::fetch);
    try (Result result = runner.run()) {
      TInt32 size = (TInt32) result.get(0);
      return new Found(
          number,
          null,
          size.getInt(0),
          size.getInt(1),
          doubles(result.get(1)),
          doubles(result.get(2)),
          longs(result.get(3)),
          boxes((TFloat32) result.get(4)));
    } catch (RuntimeException e) { // TensorFlow's exceptions have no other class in common
      return Found.faulty(number, e);
    }
  }

  /** Builds what is found of the image at a place. */
  private static List<Operand<?>> found(Ops tf, ImageSet set, int classes, List<Operand<?>> in) {
    Operand<TInt64> place = in.get(0).asOutput().expect(TInt64.class);
    Operand<TInt64> numbers = in.get(1).asOutput().expect(TInt64.class);
    Sample sample =
        set.sample(tf, in.subList(2, in.size()), tf.gather(numbers, place, tf.constant(0)));
    int channels = set.channels();
    var pixels =
        tf.reshape(
            tf.dtypes.cast(sample.image(), TFloat64.class), tf.constant(new int[] {-1, channels}));
    return List.of(
        tf.shape(sample.image()),
        tf.sum(pixels, tf.constant(0)),
        tf.linalg.matMul(pixels, pixels, MatMul.transposeA(true)),
        counts(tf, sample.truth(), classes),
        boxed(sample.truth()) ? sample.truth() : tf.constant(new float[0][4]));
  }

  private static Operand<TInt64> counts(Ops tf, Operand<? extends TType> truth, int classes) {
    if (boxed(truth)) {
      Operand<TFloat32> boxes = truth.asOutput().expect(TFloat32.class);
      var bottoms = tf.gather(boxes, tf.constant(2), tf.constant(1));
      var there = tf.dtypes.cast(tf.math.greater(bottoms, tf.constant(0f)), TInt64.class);
      return tf.expandDims(tf.sum(there, tf.constant(0)), tf.constant(0));
    }
    Operand<TInt32> labels = truth.asOutput().expect(TInt32.class);
    if (labels.shape().numDimensions() == 3) {
      labels = tf.gather(labels, tf.constant(0), tf.constant(2));
    }
    var flat = tf.reshape(labels, tf.constant(new int[] {-1}));
    return tf.math.bincount(flat, tf.constant(classes), tf.constant(new long[0]));
  }

  private static boolean boxed(Operand<? extends TType> truth) {
    return truth.type().equals(TFloat32.class);
  }

  /** Those that there are. */
  private static List<float[]> boxes(TFloat32 rows) {
    return Arrays.stream(StdArrays.array2dCopyOf(rows)).filter(box -> box[2] > 0).toList();
  }

  private static double[] doubles(Tensor tensor) {
    double[] values = new double[(int) tensor.shape().size()];
    tensor.asRawTensor().data().asDoubles().read(values);
    return values;
  }

  private static long[] longs(Tensor tensor) {
    long[] values = new long[(int) tensor.shape().size()];
    tensor.asRawTensor().data().asLongs().read(values);
    return values;
  }

  /** What TensorFlow says went wrong, without where in its graph. */
  private static String reason(RuntimeException e) {
    String first = e.getMessage().lines().findFirst().orElse("it cannot be read");
    return first
        .replaceFirst("^Error in user-defined function .* with iterator: \\S+: ", "")
        .replaceFirst("^assertion failed: ", "")
        .replaceFirst("^.*/.*; ", "") // the file's name, before the system's reason
        .replaceAll("[\\[\\]]", "") // in which an assertion's data stands
        .replaceAll(" +", " ")
        .strip();
  }
}
