package org.convzoo.serve.internal.tensor;

/** A tensor in a request that is none, or not the one wanted. */
public final class BadTensorException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public BadTensorException(String message, Object... values) {
    super(values.length == 0 ? message : message.formatted(values));
  }
}
