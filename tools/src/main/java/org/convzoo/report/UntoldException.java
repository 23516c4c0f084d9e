package org.convzoo.report;

/** Says why nothing can be told of what an op does to a receptive field. */
final class UntoldException extends RuntimeException {

  UntoldException(String why) {
    super(why);
  }
}
