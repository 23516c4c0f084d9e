package org.convzoo.train.data;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * Images and what is true of them by number, from which TensorFlow draws batches.
 *
 * <p>A set owns a few tensors, its content (all pixels, or the paths of all files), and knows the
 * ops that turn content and numbers into images. No pixel passes through Java.
 */
public interface ImageSet extends AutoCloseable {

  /**
   * Some images and the truth about them.
   *
   * @param images [N,H,W,C], 0 to 255
   * @param truth as the {@link org.convzoo.graphs.Task} of the data set has it
   */
  record Batch(Operand<TFloat32> images, Operand<? extends TType> truth) {}

  /** Returns the number of images. */
  int size();

  /** Returns the number of channels of each image: 1 for grey, 3 for RGB. */
  int channels();

  /** Returns what {@link #batch} gets as operands. */
  List<TType> content();

  /**
   * Draws the ops that pick images.
   *
   * @param content operands for {@link #content}, in its order
   * @param numbers [N], each 0 to size - 1
   */
  Batch batch(Ops tf, List<Operand<?>> content, Operand<TInt64> numbers);

  @Override
  void close();
}
