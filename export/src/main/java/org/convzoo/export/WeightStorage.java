package org.convzoo.export;

/** How the graph of an exported model holds the network's weights. */
public enum WeightStorage {
  /**
   * As constants: the model is one file, which whoever serves it can optimise as a whole. It has at
   * most 2 GB.
   */
  CONSTANTS,
  /** As variables, beside the graph in a checkpoint. */
  VARIABLES
}
