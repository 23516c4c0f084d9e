package org.convzoo.ops;

/**
 * What a batch normalisation is: Ioffe and Szegedy, ICML 2015, algorithm 1.
 *
 * @param decay share of the old running statistics kept at each training step, 0 to 1
 * @param epsilon added to the variance, above 0
 * @param scaled whether it learns a scale and not just a shift
 */
public record BatchNorm(float decay, float epsilon, boolean scaled) {

  /** The constants of most implementations: 0.9 and 1e-5. */
  public static final BatchNorm USUAL = of(0.9f, 1e-5f);

  public BatchNorm {
    if (!(decay >= 0 && decay <= 1) || !(epsilon > 0)) {
      throw new IllegalArgumentException(
          "decay must be in 0..1 and epsilon above 0, got %s and %s".formatted(decay, epsilon));
    }
  }

  /** With a learned scale and shift. */
  public static BatchNorm of(float decay, float epsilon) {
    return new BatchNorm(decay, epsilon, true);
  }

  /** With a learned shift and no scale, as TF-Slim has it. */
  public BatchNorm withoutScale() {
    return new BatchNorm(decay, epsilon, false);
  }
}
