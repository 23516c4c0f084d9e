package org.convzoo.report.internal.drawing;

import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import org.apache.commons.text.StringEscapeUtils;
import org.convzoo.report.internal.drawing.Captions.Line;
import org.convzoo.report.internal.drawing.Plan.PlacedArrow;
import org.convzoo.report.internal.drawing.Plan.PlacedBox;
import org.convzoo.report.internal.drawing.Plan.PlacedFrame;
import org.convzoo.report.internal.drawing.Plan.PlacedLine;

/** Writes a plan as an element {@code svg}. */
public final class Svg {

  private static final double ROUND = 6; // radius of the corners of boxes and frames
  private static final double BEND = 5; // and of arrows
  private static final double HEAD = 6; // length of an arrow's head
  private static final double HALF_HEAD = 2.5;
  private static final double ARM = 4; // of a plus

  /** From a line's upper edge to what its letters stand on, in its height. */
  private static final double BASELINE = 0.78;

  private final Plan plan;
  private final StringBuilder text = new StringBuilder();

  private Svg(Plan plan) {
    this.plan = plan;
  }

  /** Returns the element, which can stand in a page or be a file; the same plan gives the same. */
  static String of(Plan plan) {
    return new Svg(plan).text("");
  }

  /** Returns the same for a place in another element of this kind. */
  public static String at(Plan plan, double x, double y) {
    return new Svg(plan).text(" x=\"%s\" y=\"%s\"".formatted(number(x), number(y)));
  }

  private String text(String place) {
    String width = number(plan.width());
    String height = number(plan.height());
    line(
        "<svg xmlns=\"http://www.w3.org/2000/svg\"%s width=\"%s\" height=\"%s\""
            + " viewBox=\"0 0 %s %s\" font-family=\"%s\">",
        place, width, height, width, height, Ink.FONT);
    line("<title>%s</title>", escaped(plan.title()));
    Titles titles = new Titles(plan.arrows());
    plan.frames().forEach(frame -> frame(frame, titles.of(frame)));
    plan.arrows().forEach(this::arrow);
    plan.boxes().forEach(this::box);
    line("</svg>");
    return text.toString();
  }

  private void frame(PlacedFrame frame, PlacedLine title) {
    line("<g class=\"cluster\">");
    line("<title>%s</title>", escaped(frame.frame().scope()));
    line(
        "<rect %s fill=\"%s\" fill-opacity=\"0.07\" stroke=\"%s\" stroke-opacity=\"0.25\"/>",
        rectangle(frame.area()), Ink.OF_FRAMES, Ink.OF_FRAMES);
    words(title, Ink.GREY);
    line("</g>");
  }

  private void box(PlacedBox box) {
    Ink ink = Ink.of(box.box().kind());
    Rectangle2D area = box.area();
    String colours = "fill=\"%s\" stroke=\"%s\"".formatted(ink.fill(), ink.line());
    line("<g class=\"node\">");
    line("<title>%s</title>", escaped(box.box().name()));
    if (box.lines().isEmpty()) {
      Point2D middle = new Point2D.Double(area.getCenterX(), area.getCenterY());
      String radius = number(area.getWidth() / 2);
      line(
          "<circle cx=\"%s\" cy=\"%s\" r=\"%s\" %s/>",
          number(middle.getX()), number(middle.getY()), radius, colours);
      line(
          "<path d=\"M%sH%sM%sV%s\" stroke=\"%s\"/>",
          point(middle.getX() - ARM, middle.getY()),
          number(middle.getX() + ARM),
          point(middle.getX(), middle.getY() - ARM),
          number(middle.getY() + ARM),
          Ink.OF_TEXT);
    } else {
      line("<rect %s %s/>", rectangle(area), colours);
      double top = area.getCenterY() - box.lines().stream().mapToDouble(Line::height).sum() / 2;
      for (Line words : box.lines()) {
        double left = area.getCenterX() - words.width() / 2;
        words(
            new PlacedLine(words, new Rectangle2D.Double(left, top, words.width(), words.height())),
            Ink.OF_TEXT);
        top += words.height();
      }
    }
    line("</g>");
  }

  /** Text, as wide as it was measured, whatever font the viewer has. */
  private void words(PlacedLine placed, String colour) {
    Rectangle2D area = placed.area();
    line(
        "<text x=\"%s\" y=\"%s\" font-size=\"%d\" fill=\"%s\" textLength=\"%s\""
            + " lengthAdjust=\"spacingAndGlyphs\">%s</text>",
        number(area.getX()),
        number(area.getY() + BASELINE * area.getHeight()),
        placed.line().size(),
        colour,
        number(area.getWidth()),
        escaped(placed.line().text()));
  }

  private void arrow(PlacedArrow arrow) {
    List<Point2D> points = arrow.points();
    Point2D tip = points.get(points.size() - 1);
    Point2D neck = towards(tip, points.get(points.size() - 2), HEAD);
    double across = (tip.getX() - neck.getX()) * HALF_HEAD / HEAD;
    double down = (tip.getY() - neck.getY()) * HALF_HEAD / HEAD;
    line("<g class=\"edge\">");
    line("<title>%s</title>", escaped(arrow.arrow().from() + " to " + arrow.arrow().to()));
    line("<path d=\"%s\" fill=\"none\" stroke=\"%s\"/>", way(points, neck), Ink.GREY);
    line(
        "<path d=\"M%sL%sL%sZ\" fill=\"%s\"/>",
        point(tip),
        point(neck.getX() - down, neck.getY() + across),
        point(neck.getX() + down, neck.getY() - across),
        Ink.GREY);
    arrow.captions().forEach(caption -> words(caption, Ink.GREY));
    line("</g>");
  }

  /** The way along points, round at the bends, to the neck before the last of them. */
  private static String way(List<Point2D> points, Point2D neck) {
    StringBuilder way = new StringBuilder("M").append(point(points.get(0)));
    for (int i = 1; i < points.size() - 1; i++) {
      Point2D bend = points.get(i);
      Point2D before = points.get(i - 1);
      Point2D after = i == points.size() - 2 ? neck : points.get(i + 1);
      way.append("L")
          .append(point(towards(bend, before, Math.min(BEND, bend.distance(before) / 2))));
      way.append("Q").append(point(bend)).append(' ');
      way.append(point(towards(bend, after, Math.min(BEND, bend.distance(after) / 2))));
    }
    return way.append("L").append(point(neck)).toString();
  }

  /** The point at a distance from one towards another. */
  private static Point2D towards(Point2D from, Point2D to, double distance) {
    double whole = from.distance(to);
    double part = whole == 0 ? 0 : distance / whole;
    return new Point2D.Double(
        from.getX() + part * (to.getX() - from.getX()),
        from.getY() + part * (to.getY() - from.getY()));
  }

  private static String rectangle(Rectangle2D area) {
    return "x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"%s\""
        .formatted(
            number(area.getX()),
            number(area.getY()),
            number(area.getWidth()),
            number(area.getHeight()),
            number(ROUND));
  }

  private static String point(Point2D point) {
    return point(point.getX(), point.getY());
  }

  private static String point(double x, double y) {
    return number(x) + ' ' + number(y);
  }

  /** A number to the hundredth, as short as it can be. */
  public static String number(double value) {
    long hundredths = Math.round(100 * value);
    return hundredths % 100 == 0
        ? Long.toString(hundredths / 100)
        : Double.toString(hundredths / 100.0);
  }

  /** Text for XML, without the characters that it cannot have. */
  public static String escaped(String text) {
    return StringEscapeUtils.escapeXml10(text);
  }

  private void line(String format, Object... values) {
    text.append(format.formatted(values)).append('\n');
  }
}
