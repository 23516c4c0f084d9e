package org.convzoo.train.internal.device.row;

/**
 * A layer with its loss function, as a network has it.
 *
 * @param input the shape of what it reads
 * @param valueError of what it says, in training and in inference
 * @param gradientError of its gradients by the input and by its variables, 0 where it has none
 * @param tolerance of both
 */
public record LayerRow(
    String layer,
    String input,
    double valueError,
    double gradientError,
    double tolerance,
    Verdict verdict)
    implements Row {

  @Override
  public String table() {
    return "layers";
  }
}
