package org.convzoo.train.data;

import java.util.List;
import org.convzoo.ops.augment.Sample;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/** A set whose images are all of one size and quick to get, so that a batch is drawn at once. */
public interface UniformImageSet extends ImageSet {

  /**
   * Some images and the truth about them.
   *
   * @param images [N,H,W,C], 0 to 255
   * @param truth as the {@link org.convzoo.graphs.Task} of the data set has it
   */
  record Batch(Operand<TFloat32> images, Operand<? extends TType> truth) {}

  /**
   * Draws the ops that pick images.
   *
   * @param content operands for {@link #content}, in its order
   * @param numbers [N], each 0 to size - 1
   */
  Batch batch(Ops tf, List<Operand<?>> content, Operand<TInt64> numbers);

  @Override
  default Sample sample(Ops tf, List<Operand<?>> content, Operand<TInt64> number) {
    Batch one = batch(tf, content, tf.expandDims(number, tf.constant(0)));
    var first = Squeeze.axis(List.of(0L));
    return new Sample(tf.squeeze(one.images(), first), tf.squeeze(one.truth(), first));
  }
}
