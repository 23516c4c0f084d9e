package org.convzoo.export;

/** How the graph of an exported model holds the network's weights. */
public enum WeightStorage {
  /**
   * As constants: the model is one file, which whoever serves it can optimise as a whole. It has at
   * most 2 GB.
   */
  CONSTANTS,
  /**
   * As constants, and without batch norms: each is part of the weights of the layer before it or,
   * where there is none, a product and a sum. Training cannot start from such weights.
   */
  FOLDED,
  /** As variables, beside the graph in a checkpoint. */
  VARIABLES
}
