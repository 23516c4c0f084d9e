package org.convzoo.train.data;

import java.util.List;
import org.convzoo.ops.augment.sample.Sample;
import org.convzoo.ops.augment.sample.Samples;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.types.TInt64;

/** A set whose images are all of one size and quick to get, so that many are read at once. */
public interface UniformImageSet extends ImageSet {

  /**
   * Builds the ops that pick images.
   *
   * @param content operands for {@link #content}, in its order
   * @param numbers [N], each 0 to size - 1
   */
  Samples samples(Ops tf, List<Operand<?>> content, Operand<TInt64> numbers);

  @Override
  default Sample sample(Ops tf, List<Operand<?>> content, Operand<TInt64> number) {
    Samples one = samples(tf, content, tf.expandDims(number, tf.constant(0)));
    var first = Squeeze.axis(List.of(0L));
    return new Sample(tf.squeeze(one.images(), first), tf.squeeze(one.truth(), first));
  }
}
