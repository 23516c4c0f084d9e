package org.convzoo.tools;

import java.io.PrintWriter;

/** Lines on stderr about what went wrong where something else could be done instead. */
final class Warnings {

  private Warnings() {}

  static void print(PrintWriter err, String message) {
    err.println("convzoo: warning: " + CommandName.in(message));
    err.flush();
  }
}
