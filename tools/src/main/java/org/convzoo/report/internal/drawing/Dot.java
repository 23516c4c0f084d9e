package org.convzoo.report.internal.drawing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.convzoo.report.internal.drawing.Captions.Line;
import org.convzoo.report.internal.drawing.Drawing.Arrow;
import org.convzoo.report.internal.drawing.Drawing.Box;
import org.convzoo.report.internal.drawing.Frame.FramedBox;

/** Writes a drawing in Graphviz's language. */
final class Dot {

  private final Drawing drawing;
  private final Map<String, List<Arrow>> into;
  private final LongestPath spine;
  private final Captions captions;
  private final StringBuilder text = new StringBuilder();

  private Dot(Drawing drawing) {
    this.drawing = drawing;
    into = drawing.arrows().stream().collect(Collectors.groupingBy(Arrow::to));
    spine = new LongestPath(drawing);
    captions = new Captions(drawing, spine.across());
  }

  /** Returns the drawing as a {@code digraph}. */
  static String of(Drawing drawing) {
    return new Dot(drawing).text();
  }

  private String text() {
    line("digraph %s {", quoted(drawing.title()));
    line(
        "  rankdir=%s; bgcolor=transparent; nodesep=0.2; ranksep=0.3;",
        spine.across() ? "LR" : "TB");
    line("  node [shape=box, style=\"rounded,filled\", height=0.3, margin=\"0.1,0.05\",");
    line("    fontname=\"%s\", fontsize=%d, fontcolor=\"%s\"];", Ink.FONT, Ink.SIZE, Ink.OF_TEXT);
    line(
        "  edge [color=\"%s\", arrowsize=0.6, fontname=\"%s\", fontsize=%d,",
        Ink.GREY, Ink.FONT, Ink.SMALL);
    line("    fontcolor=\"%s\"];", Ink.GREY);
    List<Box> boxes = new ArrayList<>(drawing.boxes());
    if (!spine.across()) {
      Collections.reverse(boxes); // Graphviz puts what is said first on the right
    }
    items(Frame.of(boxes), "  ");
    drawing.arrows().forEach(this::arrow);
    line("}");
    return text.toString();
  }

  private void items(Frame frame, String indent) {
    for (Framed item : frame.items()) {
      if (item instanceof FramedBox framed) {
        box(framed, indent);
      } else if (item instanceof Frame inner) {
        frame(inner, indent);
      }
    }
  }

  private void frame(Frame frame, String indent) {
    line("%ssubgraph %s {", indent, quoted("cluster_" + frame.scope()));
    line(
        "%s  label=%s; labeljust=l; fontname=\"%s\"; fontsize=%d; fontcolor=\"%s\";",
        indent, quoted(frame.title()), Ink.FONT, Ink.OF_TITLES, Ink.GREY);
    line(
        "%s  style=\"rounded,filled\"; color=\"%s40\"; fillcolor=\"%s12\";",
        indent, Ink.OF_FRAMES, Ink.OF_FRAMES);
    items(frame, indent + "  ");
    Set<String> names = frame.boxes().map(Box::name).collect(Collectors.toSet());
    List<String> first =
        frame
            .boxes()
            .map(Box::name)
            .filter(name -> arrowsInto(name).stream().map(Arrow::from).noneMatch(names::contains))
            .map(name -> quoted(name) + ";")
            .toList();
    if (first.size() > 1) {
      line("%s  { rank=same; %s }", indent, String.join(" ", first));
    }
    line("%s}", indent);
  }

  private List<Arrow> arrowsInto(String box) {
    return into.getOrDefault(box, List.of());
  }

  private void box(FramedBox framed, String indent) {
    Box box = framed.box();
    Ink ink = Ink.of(box.kind());
    String colours = "fillcolor=\"%s\", color=\"%s\"".formatted(ink.fill(), ink.line());
    String shape =
        Captions.isPlus(box)
            ? "shape=circle, label=\"+\", width=0.25, fixedsize=true"
            : "label=<%s>"
                .formatted(
                    captions.lines(framed).stream()
                        .map(Dot::html)
                        .collect(Collectors.joining("<br/>")));
    line("%s%s [%s, %s];", indent, quoted(box.name()), shape, colours);
  }

  private void arrow(Arrow arrow) {
    List<String> attributes = new ArrayList<>();
    if (spine.contains(arrow)) {
      attributes.add("weight=1000");
    }
    captions.at(arrow).ifPresent(line -> attributes.add("label=" + quoted(line.text())));
    line(
        "  %s -> %s%s;",
        quoted(arrow.from()),
        quoted(arrow.to()),
        attributes.isEmpty() ? "" : " [" + String.join(", ", attributes) + "]");
  }

  private void line(String format, Object... values) {
    text.append(format.formatted(values)).append('\n');
  }

  private static String quoted(String text) {
    return "\"%s\"".formatted(text.replace("\\", "\\\\").replace("\"", "\\\""));
  }

  private static String html(Line line) {
    String text = Svg.escaped(line.text());
    return line.size() == Ink.SIZE
        ? text
        : "<font point-size=\"%d\">%s</font>".formatted(line.size(), text);
  }
}
