package org.convzoo.report.internal.op;

/** A graph from a file that cannot be read. The message names it and says why, on one line. */
public final class GraphException extends RuntimeException {

  private static final int LONGEST = 400;

  public GraphException(String message) {
    this(message, null);
  }

  public GraphException(String message, Throwable cause) {
    super(line(message), cause);
  }

  /** What happened to {@code title} that nobody foresaw; what is foreseen stays as it is. */
  public static GraphException unforeseen(String title, RuntimeException e) {
    return e instanceof GraphException foreseen
        ? foreseen
        : new GraphException("%s cannot be followed: %s".formatted(title, e), e);
  }

  /** What stands in a file may be long, and hold line ends or what a terminal obeys. */
  private static String line(String message) {
    String line = message.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    return line.length() > LONGEST ? line.substring(0, LONGEST) + "..." : line;
  }
}
