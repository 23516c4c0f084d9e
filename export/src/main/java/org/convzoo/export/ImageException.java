package org.convzoo.export;

/** A file that cannot be classified. The message names it and says why. */
public final class ImageException extends RuntimeException {

  ImageException(String message) {
    super(message);
  }
}
