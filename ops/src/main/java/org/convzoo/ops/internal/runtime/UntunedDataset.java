package org.convzoo.ops.internal.runtime;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.data.DatasetOptions.AutotuneOptions;
import org.tensorflow.proto.data.DatasetOptions.Options;
import org.tensorflow.types.family.TType;

/**
 * tf.data datasets that TensorFlow does not tune: they say themselves how much is done at once.
 *
 * <p>TensorFlow would start a thread for each reader to tune it all the same. Between two rounds it
 * sleeps, first 10 ms, then twice as long each time, up to a minute. Who closes the reader, or
 * starts it again, wakes the thread and waits for its end; but it is woken before the flag is set
 * that tells it to end, and may sleep on (CancellationManager and Model::OptimizeLoop, TensorFlow
 * 2.18).
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
