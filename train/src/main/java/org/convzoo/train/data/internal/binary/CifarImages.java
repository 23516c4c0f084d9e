package org.convzoo.train.data.internal.binary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.convzoo.internal.files.RegularFiles;
import org.convzoo.ops.augment.sample.Samples;
import org.convzoo.train.data.DataException;
import org.convzoo.train.data.UniformImageSet;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.ByteDataBuffer;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

/** Records of CIFAR's binary version, held in memory: [images, labels + 3072]. */
final class CifarImages implements UniformImageSet {

  private static final int SIDE = 32;
  private static final int PIXELS = 3 * SIDE * SIDE;

  private final TUint8 records;
  private final int labels;

  private CifarImages(TUint8 records, int labels) {
    this.records = records;
    this.labels = labels;
  }

  /**
   * Reads files, one after the other.
   *
   * @param labels bytes before the pixels, of which the last is the class
   * @throws DataException if one cannot be read, is no whole number of records or has a label that
   *     is not below {@code classes}
   */
  static CifarImages read(List<Path> files, int labels, int classes) {
    int record = labels + PIXELS;
    long total = files.stream().mapToLong(file -> size(file, record)).sum();
    TUint8 tensor = TUint8.tensorOf(Shape.of(total / record, record));
    ByteDataBuffer target = tensor.asRawTensor().data();
    try {
      long at = 0;
      for (Path file : files) {
        byte[] bytes = bytes(file);
        check(file, bytes, record, labels, classes);
        target.offset(at).write(bytes);
        at += bytes.length;
      }
      return new CifarImages(tensor, labels);
    } catch (DataException e) {
      tensor.close();
      throw e;
    }
  }

  private static long size(Path file, int record) {
    long bytes;
    try {
      bytes = Files.size(RegularFiles.require(file));
    } catch (IOException e) {
      throw DataException.unreadable(file, e);
    }
    if (bytes == 0 || bytes % record != 0) {
      throw new DataException(
          "%s has %,d bytes: no whole number of images of %,d bytes", file, bytes, record);
    }
    return bytes;
  }

  private static byte[] bytes(Path file) {
    try {
      return RegularFiles.bytes(file, Integer.MAX_VALUE - 8);
    } catch (IOException e) {
      throw DataException.unreadable(file, e);
    }
  }

  private static void check(Path file, byte[] bytes, int record, int labels, int classes) {
    for (int image = 0; image * record < bytes.length; image++) {
      int label = Byte.toUnsignedInt(bytes[image * record + labels - 1]);
      if (label >= classes) {
        throw new DataException(
            "%s: label %d of image %,d is not below %d", file, label, image, classes);
      }
    }
  }

  @Override
  public int size() {
    return Math.toIntExact(records.shape().get(0));
  }

  @Override
  public int channels() {
    return 3;
  }

  @Override
  public List<TType> content() {
    return List.of(records);
  }

  @Override
  public Samples samples(Ops tf, List<Operand<?>> content, Operand<TInt64> numbers) {
    var rows = tf.gather(content.get(0).asOutput().expect(TUint8.class), numbers, tf.constant(0));
    var label = tf.gather(rows, tf.constant(labels - 1), tf.constant(1));
    var planes =
        tf.slice(rows, tf.constant(new int[] {0, labels}), tf.constant(new int[] {-1, PIXELS}));
    var maps = tf.reshape(planes, tf.constant(new int[] {-1, 3, SIDE, SIDE}));
    var images = tf.linalg.transpose(maps, tf.constant(new int[] {0, 2, 3, 1}));
    return new Samples(images, tf.dtypes.cast(label, TInt32.class));
  }
}
