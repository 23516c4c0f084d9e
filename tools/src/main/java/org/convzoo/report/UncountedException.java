package org.convzoo.report;

/** Says why nothing can be told of an op's cost, or of what it does to a receptive field. */
final class UncountedException extends RuntimeException {

  UncountedException(String why) {
    super(why);
  }
}
