package org.convzoo.ops;

/** What a network is built for. */
public enum Phase {
  /** Dropout drops, batch norm uses the batch's statistics, auxiliary heads are built. */
  TRAINING,
  /** Dropout does nothing, batch norm uses its running statistics, no auxiliary head is built. */
  INFERENCE
}
