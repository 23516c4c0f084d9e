package org.convzoo.report.internal.drawing;

import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import org.convzoo.report.internal.drawing.Captions.Line;
import org.convzoo.report.internal.drawing.Drawing.Arrow;
import org.convzoo.report.internal.drawing.Drawing.Box;

/**
 * Where everything of a drawing stands, in pixels from the upper left corner.
 *
 * @param title of the drawing
 * @param width of all of it
 * @param height of all of it
 * @param frames each behind those that it stands in
 * @param boxes in the order of the frames
 * @param arrows in the drawing's order
 */
public record Plan(
    String title,
    double width,
    double height,
    List<PlacedFrame> frames,
    List<PlacedBox> boxes,
    List<PlacedArrow> arrows) {

  /** A frame in its place. */
  record PlacedFrame(Frame frame, Rectangle2D area) {}

  /** A box in its place, with what it says; a plus says nothing. */
  record PlacedBox(Box box, List<Line> lines, Rectangle2D area) {}

  /**
   * An arrow in its place.
   *
   * @param points that it leads along, from the border of a box to that of another
   * @param captions what stands at it, if anything
   */
  record PlacedArrow(Arrow arrow, List<Point2D> points, List<PlacedLine> captions) {}

  /** A line of text in its place. */
  record PlacedLine(Line line, Rectangle2D area) {}
}
