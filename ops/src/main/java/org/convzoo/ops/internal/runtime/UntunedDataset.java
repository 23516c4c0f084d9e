package org.convzoo.ops.internal.runtime;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.data.DatasetOptions.AutotuneOptions;
import org.tensorflow.proto.data.DatasetOptions.Options;
import org.tensorflow.types.family.TType;

/**
 * tf.data datasets that say themselves how much is done at once, and so leave nothing to be tuned.
 *
 * <p>TensorFlow would start a thread for each reader to tune it all the same. The thread sleeps for
 * twice as long each time, from 10 ms to a minute, and who closes the reader, or starts it again,
 * waits until it wakes: its call that should wake it comes before the flag that it looks at
 * (CancellationManager and Model::OptimizeLoop, TensorFlow 2.18).
 */
public final class UntunedDataset {

  /** A message in ASCII, as the attribute of an operation in TensorFlow Java must be. */
  private static final String OPTIONS =
      Options.newBuilder()
          .setAutotuneOptions(AutotuneOptions.newBuilder().setEnabled(false))
          .build()
          .toByteString()
          .toStringUtf8();

  private UntunedDataset() {}

  /**
   * Builds a dataset of the same elements that is not tuned.
   *
   * @param types of an element's tensors
   * @param shapes of them
   */
  public static Operand<? extends TType> of(
      Ops tf,
      Operand<? extends TType> dataset,
      List<Class<? extends TType>> types,
      List<Shape> shapes) {
    return tf.data.optionsDataset(dataset, OPTIONS, types, shapes);
  }
}
