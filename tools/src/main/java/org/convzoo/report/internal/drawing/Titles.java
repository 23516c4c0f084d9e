package org.convzoo.report.internal.drawing;

import java.awt.geom.Line2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.convzoo.report.internal.drawing.Captions.Line;
import org.convzoo.report.internal.drawing.Plan.PlacedArrow;
import org.convzoo.report.internal.drawing.Plan.PlacedFrame;
import org.convzoo.report.internal.drawing.Plan.PlacedLine;

/** Finds places for the titles of frames: as far left as one stands without an arrow through it. */
final class Titles {

  private final List<Line2D> steps = new ArrayList<>();

  Titles(List<PlacedArrow> arrows) {
    for (PlacedArrow arrow : arrows) {
      List<Point2D> points = arrow.points();
      for (int i = 1; i < points.size(); i++) {
        steps.add(new Line2D.Double(points.get(i - 1), points.get(i)));
      }
    }
  }

  /** Returns the title of a frame in its place. */
  PlacedLine of(PlacedFrame placed) {
    Line title = Captions.title(placed.frame());
    Rectangle2D area = placed.area();
    double top = area.getY() + (LayoutOptions.TITLE - title.height()) / 2;
    double left = area.getX() + LayoutOptions.PADDING;
    double right = area.getMaxX() - LayoutOptions.PADDING - title.width();
    Rectangle2D strip = new Rectangle2D.Double(area.getX(), top, area.getWidth(), title.height());
    double free = left;
    for (Rectangle2D step : within(strip)) {
      if (step.getMinX() < free + title.width() + LayoutOptions.BESIDE_TITLE) {
        free = Math.max(free, step.getMaxX() + LayoutOptions.BESIDE_TITLE);
      }
    }
    return new PlacedLine(
        title,
        new Rectangle2D.Double(free <= right ? free : left, top, title.width(), title.height()));
  }

  /** What arrows take of a strip, from left to right. */
  private List<Rectangle2D> within(Rectangle2D strip) {
    return steps.stream()
        .filter(step -> step.intersects(strip))
        .map(step -> step.getBounds2D().createIntersection(strip))
        .sorted(Comparator.comparingDouble(Rectangle2D::getMinX))
        .toList();
  }
}
