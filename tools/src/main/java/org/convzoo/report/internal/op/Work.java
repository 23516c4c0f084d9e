package org.convzoo.report.internal.op;

/** Kinds of arithmetic, and the convention by which each is counted in FLOPs. */
public enum Work {
  /** Convolutions and matrix products. */
  PRODUCTS("convolutions and matrix products: 2 per multiply-add, padded zeros included"),
  /** Bias additions. */
  BIASES("biases: 1 per number"),
  /** Batch and local response normalisation. */
  NORMALIZATION(
      "normalisation, per number: batch norm 2 in inference (scale and shift), 6 in training"
          + " (mean 1, variance 3, scale and shift 2); LRN over n channels n + 4"),
  /** Pooling and reductions. */
  POOLING(
      "pooling: the size of the window per number; means and sums over axes: 1 per number read"),
  /** What is done number by number. */
  ELEMENT_WISE(
      "element-wise, such as activations and additions: 1 per number, whatever the function;"
          + " softmax 5, bilinear resizing 9"),
  /** What makes, moves or reads numbers, and integer arithmetic on shapes. */
  DATA("moving numbers: none");

  private final String convention;

  Work(String convention) {
    this.convention = convention;
  }

  /** Returns how it is counted, in words. */
  public String convention() {
    return convention;
  }
}
