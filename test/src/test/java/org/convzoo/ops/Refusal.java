package org.convzoo.ops;

import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.function.Executable;

/** What a bad call is told. */
public final class Refusal {

  private Refusal() {}

  /** Returns the message with which {@code call} is refused; one that is not refused fails. */
  public static String of(Executable call) {
    return assertThrows(IllegalArgumentException.class, call).getMessage();
  }
}
