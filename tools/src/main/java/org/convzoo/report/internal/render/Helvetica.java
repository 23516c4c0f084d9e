package org.convzoo.report.internal.render;

/**
 * Widths of text in Helvetica, whose metrics Arial and Liberation Sans share. They are known
 * without a font, so that a drawing is the same on every machine.
 */
public final class Helvetica {

  /** Advance widths of the characters from space to tilde, in thousandths of the font's size. */
  private static final int[] WIDTHS = {
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, // to /
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, // to ?
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, // to O
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, // to _
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, // to o
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584
  };

  /** As wide as a character of any other script is, as a rule. */
  private static final int OTHER = 1000;

  private static final int MIDDLE_DOT = 0xb7;

  private Helvetica() {}

  /** Returns the width of a line, in the unit of the font's size. */
  public static double width(String text, double size) {
    return text.codePoints().mapToLong(Helvetica::width).sum() * size / 1000;
  }

  private static int width(int character) {
    if (character == MIDDLE_DOT) {
      return 278;
    }
    int index = character - ' ';
    return index >= 0 && index < WIDTHS.length ? WIDTHS[index] : OTHER;
  }
}
