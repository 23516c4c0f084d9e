package org.convzoo.train;

/** A training whose numbers have stopped being finite. Its last checkpoint is from before that. */
public final class DivergedException extends RuntimeException {

  private static final long serialVersionUID = 1;

  DivergedException(String message) {
    super(message);
  }
}
