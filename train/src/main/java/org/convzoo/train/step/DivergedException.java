package org.convzoo.train.step;

/** A training whose numbers have stopped being finite. Its last checkpoint is from before that. */
public final class DivergedException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public DivergedException(String message) {
    super(message);
  }
}
