package org.convzoo.train.hardware;

/** A GPU was asked for and cannot be used. The message says why. */
public final class NoGpuException extends RuntimeException {

  NoGpuException(String why) {
    super("no GPU can be used: " + why);
  }
}
