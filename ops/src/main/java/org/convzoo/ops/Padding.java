package org.convzoo.ops;

/**
 * How a map is padded before a kernel slides over it.
 *
 * @param kind the rule
 * @param top pixels added above, where the kind is EXPLICIT
 * @param bottom pixels added below, likewise
 * @param left pixels added on the left, likewise
 * @param right pixels added on the right, likewise
 */
public record Padding(Kind kind, int top, int bottom, int left, int right) {

  /** The rules, by TensorFlow's names. */
  public enum Kind {
    /** No padding: the last rows and columns are left out where the stride does not fit. */
    VALID,
    /** As much as gives ceil(size / stride); an odd pixel goes to the bottom and the right. */
    SAME,
    /** As many pixels as said. */
    EXPLICIT
  }

  public static final Padding VALID = new Padding(Kind.VALID, 0, 0, 0, 0);
  public static final Padding SAME = new Padding(Kind.SAME, 0, 0, 0, 0);

  public Padding {
    if (top < 0 || bottom < 0 || left < 0 || right < 0) {
      throw new IllegalArgumentException(
          "padding must be >= 0, got %d, %d, %d, %d".formatted(top, bottom, left, right));
    }
  }

  /** The same number of pixels on all four sides. */
  public static Padding of(int pixels) {
    return of(pixels, pixels, pixels, pixels);
  }

  /** A number of pixels for each side. */
  public static Padding of(int top, int bottom, int left, int right) {
    return new Padding(Kind.EXPLICIT, top, bottom, left, right);
  }

  boolean isExplicit() {
    return kind == Kind.EXPLICIT;
  }
}
