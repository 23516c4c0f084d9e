package org.convzoo.report;

import java.awt.image.BufferedImage;
import java.util.List;
import org.convzoo.report.internal.drawing.Drawing;
import org.convzoo.report.internal.drawing.Ink;
import org.convzoo.report.internal.drawing.LayeredLayout;
import org.convzoo.report.internal.drawing.Plan;
import org.convzoo.report.internal.drawing.Svg;
import org.convzoo.report.internal.render.Helvetica;
import org.convzoo.report.internal.render.Raster;

/**
 * Drawings beside one another, each under its title and from top to bottom, as textbooks compare
 * architectures.
 *
 * @param drawings from left to right, at least one
 */
public record SideBySide(List<Drawing> drawings) {

  private static final double GAP = 40;
  private static final double TITLE_HEIGHT = 24;
  private static final double TITLE_BASELINE = 16;

  public SideBySide {
    drawings = List.copyOf(drawings);
    if (drawings.isEmpty()) {
      throw new IllegalArgumentException("there is nothing to draw");
    }
  }

  /** Returns an element {@code svg}; the same drawings give the same. */
  public String svg() {
    List<Plan> plans = drawings.stream().map(LayeredLayout::downwards).toList();
    double height = TITLE_HEIGHT + plans.stream().mapToDouble(Plan::height).max().orElseThrow();
    StringBuilder inner = new StringBuilder();
    double left = 0;
    for (Plan plan : plans) {
      double width = Math.max(plan.width(), Helvetica.width(plan.title(), Ink.SIZE));
      inner.append(
          "<text x=\"%s\" y=\"%s\" font-size=\"%d\" text-anchor=\"middle\" fill=\"%s\">%s</text>\n"
              .formatted(
                  Svg.number(left + width / 2),
                  Svg.number(TITLE_BASELINE),
                  Ink.SIZE,
                  Ink.OF_TEXT,
                  Svg.escaped(plan.title())));
      inner.append(Svg.at(plan, left + (width - plan.width()) / 2, TITLE_HEIGHT));
      left += width + GAP;
    }
    String whole = Svg.number(left - GAP);
    String tall = Svg.number(height);
    return """
        <svg xmlns="http://www.w3.org/2000/svg" width="%s" height="%s" viewBox="0 0 %s %s" \
        font-family="%s">
        %s</svg>
        """
        .formatted(whole, tall, whole, tall, Ink.FONT, inner);
  }

  /** Returns the drawings as pixels, on white. */
  public BufferedImage image() {
    return Raster.of(svg());
  }
}
