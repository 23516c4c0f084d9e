package org.convzoo.tools.terminal;

import java.io.PrintWriter;

/** Lines on stderr about what went wrong where something else could be done instead. */
public final class Warnings {

  private Warnings() {}

  public static void print(PrintWriter err, String message) {
    err.println("convzoo: warning: " + CommandName.in(message));
    err.flush();
  }
}
