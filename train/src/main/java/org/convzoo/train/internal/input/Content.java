package org.convzoo.train.internal.input;

import java.util.List;
import org.convzoo.train.data.ImageSet;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.family.TType;

/** The tensors that a set of images owns, as operands of a graph. */
final class Content {

  private final List<TType> tensors;
  private final List<Placeholder<? extends TType>> operands;

  /** Builds the operands. */
  Content(Ops tf, ImageSet set) {
    tensors = set.content();
    operands =
        tensors.stream()
            .<Placeholder<? extends TType>>map(
                tensor -> tf.placeholder(tensor.type(), Placeholder.shape(tensor.shape())))
            .toList();
  }

  /** Returns the operands, in the set's order. */
  List<Operand<?>> operands() {
    return List.copyOf(operands);
  }

  /** Gives the operands their values. */
  Session.Runner feed(Session.Runner runner) {
    for (int i = 0; i < tensors.size(); i++) {
      runner.feed(operands.get(i), tensors.get(i));
    }
    return runner;
  }
}
