package org.convzoo.train.internal.device.row;

/**
 * A training step of a network whose towers stand on two devices, or of a replica on each, beside
 * one on a single device.
 *
 * @param parts what stands on the devices: towers or replicas
 * @param convolutions how many operations that convolve, or are a convolution's gradient, ran on
 *     each device
 */
public record TowerRow(
    String network,
    String parts,
    String convolutions,
    double lossError,
    double weightsError,
    double gradientError,
    double lossTolerance,
    double gradientTolerance,
    Verdict verdict)
    implements Row {

  @Override
  public String table() {
    return "towers";
  }
}
