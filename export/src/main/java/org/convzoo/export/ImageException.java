package org.convzoo.export;

/** A file that cannot be classified. The message names it and says why. */
public final class ImageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final boolean tooLarge;

  ImageException(String message) {
    this(message, false);
  }

  private ImageException(String message, boolean tooLarge) {
    super(message);
    this.tooLarge = tooLarge;
  }

  static ImageException tooLarge(String message) {
    return new ImageException(message, true);
  }

  /** Whether it has more pixels than are read. */
  public boolean isTooLarge() {
    return tooLarge;
  }
}
