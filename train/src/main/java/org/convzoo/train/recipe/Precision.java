package org.convzoo.train.recipe;

/** The numbers that convolutions and matrix products are computed in. */
public enum Precision {

  /** All numbers have 24 significant bits. */
  FLOAT32,

  /**
   * Where TensorFlow's rewriter finds it safe, the factors of products, and what stands between two
   * products, have 8 significant bits. Sums inside a product, variables, their updates and the loss
   * stay in float32. For CPUs that have instructions for it (AVX512_BF16, AMX); a good deal slower
   * on others.
   */
  BFLOAT16
}
