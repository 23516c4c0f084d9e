package org.convzoo.train.data;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;
import org.tensorflow.types.family.TType;

/** What is true of each image of a set, by number. */
public interface Targets {

  /** Returns what {@link #of} gets as operands; the set of the images closes it. */
  List<TType> content();

  /**
   * Builds the ops that read what is true of one image.
   *
   * @param content operands for {@link #content}, in its order
   * @param number a scalar
   * @param image the image itself, [H,W,C]
   * @return as the {@link org.convzoo.graphs.task.Task} of the data set has it, for one image
   */
  Operand<? extends TType> of(
      Ops tf, List<Operand<?>> content, Operand<TInt64> number, Operand<? extends TNumber> image);
}
