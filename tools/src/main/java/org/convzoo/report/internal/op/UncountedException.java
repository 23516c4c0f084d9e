package org.convzoo.report.internal.op;

/** Says why nothing can be told of an op's cost, or of what it does to a receptive field. */
public final class UncountedException extends RuntimeException {

  public UncountedException(String why) {
    super(why);
  }
}
