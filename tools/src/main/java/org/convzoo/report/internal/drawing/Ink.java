package org.convzoo.report.internal.drawing;

import org.convzoo.report.internal.drawing.Drawing.Kind;

/**
 * What a drawing looks like: colours that can be read on white and on dark, and the font.
 *
 * @param fill of a box
 * @param line around it
 */
public record Ink(String fill, String line) {

  public static final String FONT = "Helvetica,Arial,Liberation Sans,sans-serif";

  /** Of a box's main line, in pixels, as all sizes. */
  public static final int SIZE = 11;

  /** Of its other lines, and of what stands at arrows. */
  static final int SMALL = 9;

  static final int OF_TITLES = 10;

  public static final String OF_TEXT = "#1d2430";

  /** Arrows and titles. */
  static final String GREY = "#7b8794";

  /** Frames, which can be seen through. */
  static final String OF_FRAMES = "#808080";

  static Ink of(Kind kind) {
    return switch (kind) {
      case INPUT -> new Ink("#d5d9de", "#9aa3ad");
      case CONVOLUTION -> new Ink("#a9cbee", "#5b8fc7");
      case POOLING -> new Ink("#f3aca3", "#d2695e");
      case DENSE -> new Ink("#f6d78d", "#cf9f35");
      case RESIZING -> new Ink("#cfbcea", "#9474c4");
      case SUM, CONCAT, JOIN -> new Ink("#aedba8", "#5ea556");
      case BLOCK -> new Ink("#bfe3e0", "#4f9f99");
    };
  }
}
