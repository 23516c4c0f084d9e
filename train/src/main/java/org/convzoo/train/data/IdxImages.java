package org.convzoo.train.data;

import java.nio.file.Path;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

/** A pair of IDX files, grey images and their labels, held in memory. */
public final class IdxImages implements UniformImageSet {

  private final TUint8 images;
  private final TUint8 labels;

  private IdxImages(TUint8 images, TUint8 labels) {
    this.images = images;
    this.labels = labels;
  }

  /**
   * Reads both files.
   *
   * @throws DataException if one cannot be read, if they differ in length, are empty, or if a label
   *     is not below {@code classes}
   */
  public static IdxImages read(Path imageFile, Path labelFile, int classes) {
    TUint8 images = Idx.read(imageFile, 3);
    TUint8 labels;
    try {
      labels = Idx.read(labelFile, 1);
    } catch (DataException e) {
      images.close();
      throw e;
    }
    IdxImages set = new IdxImages(images, labels);
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
          "%s holds %,d images, but %s holds %,d labels"
              .formatted(imageFile, images.shape().get(0), labelFile, labels.shape().get(0)));
    }
    if (images.shape().size() == 0) {
      throw new DataException(imageFile + " holds no pixels");
    }
    for (long i = 0; i < size(); i++) {
      int label = Byte.toUnsignedInt(labels.getByte(i));
      if (label >= classes) {
        throw new DataException(
            "%s: label %d of image %,d is not below %d".formatted(labelFile, label, i, classes));
      }
    }
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
  public Batch batch(Ops tf, List<Operand<?>> content, Operand<TInt64> numbers) {
    var pixels = tf.gather(content.get(0), numbers, tf.constant(0));
    var label = tf.gather(content.get(1), numbers, tf.constant(0));
    var grey = tf.expandDims(tf.dtypes.cast(pixels, TFloat32.class), tf.constant(-1));
    return new Batch(grey, tf.dtypes.cast(label, TInt32.class));
  }

  @Override
  public void close() {
    images.close();
    labels.close();
  }
}
