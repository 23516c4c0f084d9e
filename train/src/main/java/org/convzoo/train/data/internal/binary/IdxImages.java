package org.convzoo.train.data.internal.binary;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.convzoo.ops.augment.sample.Samples;
import org.convzoo.train.data.DataException;
import org.convzoo.train.data.UniformImageSet;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

/** A pair of IDX files, grey images and their labels, held in memory. */
public final class IdxImages implements UniformImageSet {

  /**
   * How a pair of files differs from MNIST's.
   *
   * @param transposed whether rows of pixels stand as columns
   * @param first the number of the first class, 0 or 1
   */
  record Storage(boolean transposed, int first) {

    static final Storage PLAIN = new Storage(false, 0);
  }

  private final TUint8 images;
  private final TUint8 labels;
  private final Storage storage;

  IdxImages(TUint8 images, TUint8 labels, Storage storage) {
    this.images = images;
    this.labels = labels;
    this.storage = storage;
  }

  /** Reads both files of a pair as MNIST has them. */
  public static IdxImages read(Path imageFile, Path labelFile, int classes) {
    return read(imageFile, labelFile, classes, Storage.PLAIN);
  }

  /**
   * Reads both files.
   *
   * @throws DataException if one cannot be read, if they differ in length, are empty, or if a label
   *     is none of {@code classes}
   */
  static IdxImages read(Path imageFile, Path labelFile, int classes, Storage storage) {
    TUint8 images = Idx.read(imageFile, 3);
    TUint8 labels;
    try {
      labels = Idx.read(labelFile, 1);
    } catch (DataException e) {
      images.close();
      throw e;
    }
    IdxImages set = new IdxImages(images, labels, storage);
    try {
      set.check(imageFile, labelFile, classes);
      return set;
    } catch (DataException e) {
      set.close();
      throw e;
    }
  }

  private void check(Path imageFile, Path labelFile, int classes) {
    if (images.shape().get(0) != labels.shape().get(0)) {
      throw new DataException(
          "%s holds %,d images, but %s holds %,d labels",
          imageFile, images.shape().get(0), labelFile, labels.shape().get(0));
    }
    if (images.shape().size() == 0) {
      throw new DataException(imageFile + " holds no pixels");
    }
    for (long i = 0; i < size(); i++) {
      int label = label(i);
      if (label >= classes + storage.first) {
        throw new DataException(
            "%s: label %d of image %,d is not below %d",
            labelFile, label, i, classes + storage.first);
      }
      if (label < storage.first) {
        throw new DataException(
            "%s: label %d of image %,d is below %d", labelFile, label, i, storage.first);
      }
    }
  }

  private int label(long image) {
    return Byte.toUnsignedInt(labels.getByte(image));
  }

  /** Returns the highest class's number and one. */
  int classes() {
    return IntStream.range(0, size()).map(this::label).max().orElseThrow() + 1 - storage.first;
  }

  @Override
  public int size() {
    return Math.toIntExact(images.shape().get(0));
  }

  @Override
  public int channels() {
    return 1;
  }

  @Override
  public List<TType> content() {
    return List.of(images, labels);
  }

  @Override
  public Samples samples(Ops tf, List<Operand<?>> content, Operand<TInt64> numbers) {
    var pixels = tf.gather(content.get(0).asOutput().expect(TUint8.class), numbers, tf.constant(0));
    var written = tf.gather(content.get(1), numbers, tf.constant(0));
    Operand<TUint8> grey = tf.expandDims(pixels, tf.constant(-1));
    if (storage.transposed) {
      grey = tf.linalg.transpose(grey, tf.constant(new int[] {0, 2, 1, 3}));
    }
    Operand<TInt32> label = tf.dtypes.cast(written, TInt32.class);
    if (storage.first != 0) {
      label = tf.math.sub(label, tf.constant(storage.first));
    }
    return new Samples(grey, label);
  }
}
