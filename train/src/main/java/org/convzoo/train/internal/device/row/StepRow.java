package org.convzoo.train.internal.device.row;

/**
 * A training step of a network from the same weights with the same batch.
 *
 * @param lossError before the step
 * @param weightsError of all weights and running statistics after it
 * @param gradientError of all gradients together, in the Euclidean norm
 * @param lossTolerance of the loss and of the weights
 * @param gradientTolerance of the gradients
 * @param sameBits whether the device came to the same bits when it took the step again
 */
public record StepRow(
    String network,
    String size,
    int batch,
    double lossError,
    double weightsError,
    double gradientError,
    double lossTolerance,
    double gradientTolerance,
    boolean sameBits,
    Verdict verdict)
    implements Row {

  @Override
  public String table() {
    return "steps";
  }
}
