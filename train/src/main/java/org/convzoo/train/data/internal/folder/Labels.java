package org.convzoo.train.data.internal.folder;

import java.util.List;
import org.convzoo.train.data.Targets;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;
import org.tensorflow.types.family.TType;

/** A label of each image. */
record Labels(TInt32 labels) implements Targets {

  static Labels of(List<Integer> labels) {
    return new Labels(TInt32.vectorOf(labels.stream().mapToInt(label -> label).toArray()));
  }

  @Override
  public List<TType> content() {
    return List.of(labels);
  }

  @Override
  public Operand<TInt32> of(
      Ops tf, List<Operand<?>> content, Operand<TInt64> number, Operand<? extends TNumber> image) {
    return tf.gather(content.get(0).asOutput().expect(TInt32.class), number, tf.constant(0));
  }
}
