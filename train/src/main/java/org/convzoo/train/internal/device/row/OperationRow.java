package org.convzoo.train.internal.device.row;

/**
 * An operation of TensorFlow, run alone with the same inputs on both sides.
 *
 * @param operation its type
 * @param tried how many that differ in attributes or in the shapes of their inputs
 * @param largestInput its shape, such as 2x9x10x16
 * @param valueError the largest, where layers have it, or null where none has
 * @param gradientError the largest, where gradients of layers have it, or null where none has
 * @param tolerance of both
 * @param ranOn the devices, such as GPU:0; of a GPU's check, CPU:0 says that there is no kernel for
 *     GPUs or that TensorFlow prefers the CPU's
 * @param note the first error that it ended with, or ""
 */
public record OperationRow(
    String operation,
    int tried,
    String largestInput,
    Double valueError,
    Double gradientError,
    double tolerance,
    String ranOn,
    Verdict verdict,
    String note)
    implements Row {

  @Override
  public String table() {
    return "operations";
  }
}
