package org.convzoo.ops;

/** What a network is drawn for. */
public enum Phase {
  /** Dropout drops, batch norm uses the batch's statistics, auxiliary heads are drawn. */
  TRAINING,
  /** Dropout does nothing, batch norm uses its running statistics, no auxiliary head is drawn. */
  INFERENCE
}
