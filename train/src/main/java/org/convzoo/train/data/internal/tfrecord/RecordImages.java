package org.convzoo.train.data.internal.tfrecord;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.convzoo.ops.augment.sample.Sample;
import org.convzoo.ops.internal.runtime.UntunedDataset;
import org.convzoo.train.data.Annotation;
import org.convzoo.train.data.Boxes;
import org.convzoo.train.data.DataException;
import org.convzoo.train.data.Decoding;
import org.convzoo.train.data.ImageSet;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/**
 * Records of TFRecord shards, each read by its place in its file: its image, and its label, from 1,
 * or its boxes.
 */
final class RecordImages implements ImageSet {

  /** The features that are read, of those that TensorFlow's tools write for ImageNet. */
  static final String IMAGE = "image/encoded";

  static final String LABEL = "image/class/label";

  private final List<Path> shards;
  private final int[] shardOf;
  private final long[] offsets;
  private final int classes;
  private final Decoding decoding;
  private final Optional<Boxes> boxes;
  private final List<TType> content;

  private RecordImages(
      List<Path> shards,
      int[] shardOf,
      long[] offsets,
      int classes,
      Decoding decoding,
      Optional<Boxes> boxes) {
    this.shards = shards;
    this.shardOf = shardOf;
    this.offsets = offsets;
    this.classes = classes;
    this.decoding = decoding;
    this.boxes = boxes;
    List<TType> tensors = new ArrayList<>();
    tensors.add(TString.vectorOf(shards.stream().map(Path::toString).toArray(String[]::new)));
    tensors.add(TInt32.vectorOf(shardOf));
    tensors.add(TInt64.vectorOf(offsets));
    boxes.ifPresent(truth -> tensors.addAll(truth.content()));
    this.content = List.copyOf(tensors);
  }

  /**
   * Finds the records of some shards.
   *
   * @param boxed whether their boxes are what is true of them, instead of a label
   * @throws DataException if a file cannot be used, or there is no record
   */
  static RecordImages of(List<Path> shards, boolean boxed, int classes, Decoding decoding) {
    List<long[]> offsets = shards.stream().map(Records::offsets).toList();
    int[] shardOf =
        IntStream.range(0, shards.size())
            .flatMap(shard -> IntStream.generate(() -> shard).limit(offsets.get(shard).length))
            .toArray();
    if (shardOf.length == 0) {
      throw new DataException(shards.get(0) + " and its fellow shards hold no record");
    }
    long[] all = offsets.stream().flatMapToLong(LongStream::of).toArray();
    Optional<Boxes> boxes =
        boxed ? Optional.of(RecordBoxes.of(shards, offsets, classes)) : Optional.empty();
    return new RecordImages(List.copyOf(shards), shardOf, all, classes, decoding, boxes);
  }

  @Override
  public int size() {
    return offsets.length;
  }

  @Override
  public int channels() {
    return decoding.channels();
  }

  @Override
  public String where(int number) {
    return where(shards.get(shardOf[number]), offsets[number]);
  }

  static String where(Path shard, long offset) {
    return "%s, record at byte %,d".formatted(shard, offset);
  }

  @Override
  public Optional<List<Annotation>> annotations() {
    List<long[]> own =
        IntStream.range(0, shards.size())
            .mapToObj(
                shard ->
                    IntStream.range(0, offsets.length)
                        .filter(number -> shardOf[number] == shard)
                        .mapToLong(number -> offsets[number])
                        .toArray())
            .toList();
    return Annotation.anyOf(RecordBoxes.annotations(shards, own));
  }

  @Override
  public List<TType> content() {
    return content;
  }

  @Override
  public Sample sample(Ops tf, List<Operand<?>> content, Operand<TInt64> number) {
    var zero = tf.constant(0);
    var shard = tf.gather(content.get(1).asOutput().expect(TInt32.class), number, zero);
    var file = tf.gather(content.get(0).asOutput().expect(TString.class), shard, zero);
    var offset = tf.gather(content.get(2).asOutput().expect(TInt64.class), number, zero);
    var records =
        tf.data.tfRecordDataset(
            tf.expandDims(file, zero),
            tf.constant(""),
            tf.constant(0L),
            tf.expandDims(offset, zero));
    List<Class<? extends TType>> types = List.of(TString.class);
    List<Shape> shapes = List.of(Shape.scalar());
    var one = tf.data.takeDataset(records, tf.constant(1L), types, shapes);
    Operand<TString> record =
        tf.data
            .datasetToSingleElement(UntunedDataset.of(tf, one, types, shapes), types, shapes)
            .components()
            .get(0)
            .asOutput()
            .expect(TString.class);
    Operand<TString> bytes = feature(tf, record, IMAGE, tf.array(""), TString.class);
    var image = decoding.image(tf, bytes);
    List<Operand<?>> rest = content.subList(3, content.size());
    return new Sample(
        image, boxes.isPresent() ? boxes.get().of(tf, rest, number, image) : label(tf, record));
  }

  /** Builds a feature of one value. */
  private static <T extends TType> Operand<T> feature(
      Ops tf, Operand<TString> record, String key, Operand<T> missing, Class<T> type) {
    var parsed =
        tf.io.parseSingleExample(
            record, List.of(missing), 0L, List.of(), List.of(key), List.of(), List.of(Shape.of(1)));
    var zero = tf.constant(0);
    return tf.gather(parsed.denseValues().get(0).asOutput().expect(type), zero, zero);
  }

  private Operand<TInt32> label(Ops tf, Operand<TString> record) {
    var missing = tf.constant(new long[] {-1});
    Operand<TInt64> label = feature(tf, record, LABEL, missing, TInt64.class);
    var known =
        tf.math.logicalAnd(
            tf.math.greaterEqual(label, tf.constant(1L)),
            tf.math.lessEqual(label, tf.constant((long) classes)));
    var checked =
        Decoding.require(
            tf, known, "%s is not 1 to %d but ".formatted(LABEL, classes), label, label);
    return tf.dtypes.cast(tf.math.sub(checked, tf.constant(1L)), TInt32.class);
  }
}
