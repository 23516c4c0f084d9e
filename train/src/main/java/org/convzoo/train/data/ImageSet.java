package org.convzoo.train.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.convzoo.ops.augment.sample.Sample;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * Images and what is true of them by number, which TensorFlow reads one by one on several threads.
 *
 * <p>A set owns a few tensors, its content (all pixels, or the paths of all files), and knows the
 * ops that turn content and a number into an image. No pixel passes through Java.
 */
public interface ImageSet extends AutoCloseable {

  /** Returns the number of images. */
  int size();

  /** Returns the file of an image, where each has one of its own. */
  default Optional<Path> file(int number) {
    return Optional.empty();
  }

  /** Returns what people may call an image: the path of its file, or its number. */
  default String where(int number) {
    return file(number).map(Path::toString).orElseGet(() -> "image %,d".formatted(number));
  }

  /**
   * Reads where the objects of each image's label are, where records say it beside the labels.
   *
   * @return of each image; nothing where no image has such a box
   * @throws DataException if a box lies outside its image, or a record lacks something
   */
  default Optional<List<Annotation>> annotations() {
    return Optional.empty();
  }

  /** Returns the number of channels of each image: 1 for grey, 3 for RGB. */
  int channels();

  /** Returns what {@link #sample} gets as operands: the same tensors each time. */
  List<TType> content();

  /**
   * Builds the ops that read one image.
   *
   * @param content operands for {@link #content}, in its order
   * @param number a scalar, 0 to size - 1
   * @return the image, of known channels and any size, and the truth as the {@link
   *     org.convzoo.graphs.task.Task} of the data set has it, for one image
   */
  Sample sample(Ops tf, List<Operand<?>> content, Operand<TInt64> number);

  @Override
  default void close() {
    content().forEach(TType::close);
  }
}
