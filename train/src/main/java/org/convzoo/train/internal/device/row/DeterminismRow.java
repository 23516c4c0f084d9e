package org.convzoo.train.internal.device.row;

/**
 * A training step taken twice on one device.
 *
 * @param sameBits whether both came to the same bits
 */
public record DeterminismRow(String network, boolean sameBits) implements Row {

  @Override
  public String table() {
    return "determinism";
  }
}
