package org.convzoo;

/**
 * A wrong call: an unknown name, a value out of range, things that do not go together. Its message
 * says what is wrong and what was found. Any other {@link IllegalArgumentException} is a bug.
 */
public final class UsageException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message a format where values follow, else as it is
   */
  public UsageException(String message, Object... values) {
    super(values.length == 0 ? message : message.formatted(values));
  }

  public UsageException(String message, Throwable cause) {
    super(message, cause);
  }
}
