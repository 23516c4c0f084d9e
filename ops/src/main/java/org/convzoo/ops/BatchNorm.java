package org.convzoo.ops;

/**
 * What a batch normalisation is: Ioffe and Szegedy, ICML 2015, algorithm 1.
 *
 * @param decay share of the old running statistics kept at each training step, 0 to 1
 * @param epsilon added to the variance, above 0
 * @param scale the learned scale's first value, or null for none
 */
public record BatchNorm(float decay, float epsilon, Float scale) {

  /** The constants of most implementations: 0.9 and 1e-5. */
  public static final BatchNorm USUAL = of(0.9f, 1e-5f);

  public BatchNorm {
    if (!(decay >= 0 && decay <= 1) || !(epsilon > 0)) {
      throw new IllegalArgumentException(
          "decay must be in 0..1 and epsilon above 0, got %s and %s".formatted(decay, epsilon));
    }
  }

  /** With a learned scale, which starts at 1, and a learned shift. */
  public static BatchNorm of(float decay, float epsilon) {
    return new BatchNorm(decay, epsilon, 1f);
  }

  /**
   * With a learned scale that starts at {@code value}: at 0 in the last one of a residual unit,
   * which so begins as its shortcut (Goyal et al., arXiv:1706.02677, section 5.1).
   */
  public BatchNorm scale(float value) {
    return new BatchNorm(decay, epsilon, value);
  }

  /** With a learned shift and no scale, as TF-Slim has it. */
  public BatchNorm withoutScale() {
    return new BatchNorm(decay, epsilon, null);
  }
}
