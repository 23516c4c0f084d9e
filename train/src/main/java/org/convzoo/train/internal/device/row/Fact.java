package org.convzoo.train.internal.device.row;

/** Something about the machine. */
public record Fact(String subject, String finding) implements Row {

  @Override
  public String table() {
    return "machine";
  }
}
