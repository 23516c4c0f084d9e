package org.convzoo.report;

/** A graph from a file that cannot be read. The message names it and says why. */
public final class GraphException extends RuntimeException {

  GraphException(String message) {
    super(message);
  }

  GraphException(String message, Throwable cause) {
    super(message, cause);
  }
}
