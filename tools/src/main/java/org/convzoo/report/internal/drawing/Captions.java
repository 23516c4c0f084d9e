package org.convzoo.report.internal.drawing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.convzoo.report.internal.drawing.Drawing.Arrow;
import org.convzoo.report.internal.drawing.Drawing.Box;
import org.convzoo.report.internal.drawing.Drawing.Kind;
import org.convzoo.report.internal.drawing.Frame.FramedBox;
import org.convzoo.report.internal.render.Helvetica;
import org.tensorflow.ndarray.Shape;

/** The texts of a drawing: what its boxes and arrows say, however they are rendered. */
final class Captions {

  /**
   * A line of text.
   *
   * @param size of the font, in pixels
   */
  record Line(String text, int size) {

    double width() {
      return Helvetica.width(text, size);
    }

    /** Returns the distance to the line below. */
    double height() {
      return 1.2 * size;
    }
  }

  private final boolean across;
  private final Map<String, List<Arrow>> into;

  /**
   * Captions of a drawing.
   *
   * @param across whether it leads to the right, where boxes had better be narrow than flat
   */
  Captions(Drawing drawing, boolean across) {
    this.across = across;
    into = drawing.arrows().stream().collect(Collectors.groupingBy(Arrow::to));
  }

  /** Whether a box is a circle with a plus: a sum that nothing is done to. */
  static boolean isPlus(Box box) {
    return box.kind() == Kind.SUM && box.then().isEmpty();
  }

  /** Returns the title of a frame. */
  static Line title(Frame frame) {
    return new Line(frame.title(), Ink.OF_TITLES);
  }

  /** Returns the lines in a box; what is small explains what is not. */
  List<Line> lines(FramedBox framed) {
    Box box = framed.box();
    String name = framed.name();
    List<Line> lines = new ArrayList<>();
    List<Arrow> arrows = into.getOrDefault(box.name(), List.of());
    if (arrows.size() == 1) {
      add(lines, joined(arrows.get(0).through()), Ink.SMALL);
    }
    String then = joined(box.then());
    if (box.kind() == Kind.SUM) {
      add(lines, ("+ " + then).strip(), Ink.SIZE);
      return lines;
    }
    add(lines, box.kind() == Kind.BLOCK ? name : box.brief(), Ink.SIZE);
    String size = pixels(box.output());
    switch (box.kind()) {
      case CONVOLUTION, DENSE -> {
        if (across || size.isEmpty()) {
          add(lines, name, Ink.SMALL);
          add(lines, size, Ink.SMALL);
        } else {
          add(lines, name + " \u00b7 " + size, Ink.SMALL);
        }
      }
      case BLOCK -> {
        add(lines, box.brief(), Ink.SMALL);
        add(lines, size, Ink.SMALL);
      }
      default -> add(lines, size, Ink.SMALL);
    }
    add(lines, then, Ink.SMALL);
    return lines;
  }

  /** Returns what stands at an arrow, if anything. */
  Optional<Line> at(Arrow arrow) {
    return into.get(arrow.to()).size() > 1 && !arrow.through().isEmpty()
        ? Optional.of(new Line(joined(arrow.through()), Ink.SMALL))
        : Optional.empty();
  }

  private static void add(List<Line> lines, String text, int size) {
    if (!text.isEmpty()) {
      lines.add(new Line(text, size));
    }
  }

  private static String joined(List<String> words) {
    return String.join(", ", words);
  }

  /** A shape without the batch's axis, such as 55x55x96. */
  private static String pixels(Shape shape) {
    if (shape.isUnknown()) {
      return "";
    }
    return LongStream.of(shape.asArray())
        .skip(1)
        .mapToObj(size -> size == Shape.UNKNOWN_SIZE ? "?" : Long.toString(size))
        .collect(Collectors.joining("x"));
  }
}
