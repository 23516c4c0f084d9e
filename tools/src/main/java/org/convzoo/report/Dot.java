package org.convzoo.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.convzoo.report.Drawing.Arrow;
import org.convzoo.report.Drawing.Box;
import org.convzoo.report.Drawing.Kind;
import org.tensorflow.ndarray.Shape;

/** Writes a drawing in Graphviz's language. */
final class Dot {

  /** Arrows in a row above this number lead down; boxes of blocks are too wide for a row. */
  private static final int ACROSS = 16;

  private static final String GREY = "#7b8794";
  private static final String FONT = "Helvetica,Arial,Liberation Sans,sans-serif";

  private final Drawing drawing;
  private final Map<String, List<Arrow>> into;
  private final Spine spine;
  private final StringBuilder text = new StringBuilder();
  private final boolean across;

  private Dot(Drawing drawing) {
    this.drawing = drawing;
    into = drawing.arrows().stream().collect(Collectors.groupingBy(Arrow::to));
    spine = new Spine(drawing);
    across =
        spine.length() <= ACROSS
            && drawing.boxes().stream().noneMatch(box -> box.kind() == Kind.BLOCK);
  }

  /** Returns the drawing as a {@code digraph}. */
  static String of(Drawing drawing) {
    return new Dot(drawing).text();
  }

  private List<Arrow> arrowsInto(String box) {
    return into.getOrDefault(box, List.of());
  }

  private String text() {
    line("digraph %s {", quoted(drawing.title()));
    line("  rankdir=%s; bgcolor=transparent; nodesep=0.2; ranksep=0.3;", across ? "LR" : "TB");
    line("  node [shape=box, style=\"rounded,filled\", height=0.3, margin=\"0.1,0.05\",");
    line("    fontname=\"%s\", fontsize=11, fontcolor=\"#1d2430\"];", FONT);
    line("  edge [color=\"%s\", arrowsize=0.6, fontname=\"%s\", fontsize=9,", GREY, FONT);
    line("    fontcolor=\"%s\"];", GREY);
    List<Box> boxes = new ArrayList<>(drawing.boxes());
    if (!across) {
      Collections.reverse(boxes); // Graphviz puts what is said first on the right
    }
    scope("", boxes, "  ");
    drawing.arrows().forEach(this::arrow);
    line("}");
    return text.toString();
  }

  private void scope(String scope, List<Box> boxes, String indent) {
    Map<String, List<Box>> inner = new LinkedHashMap<>();
    for (Box box : boxes) {
      inner.computeIfAbsent(next(scope, box.scope()), s -> new ArrayList<>()).add(box);
    }
    inner.forEach(
        (name, within) -> {
          if (name.equals(scope) || within.size() == 1) {
            within.forEach(box -> box(box, scope, indent));
          } else {
            frame(
                name, scope.isEmpty() ? name : name.substring(scope.length() + 1), within, indent);
          }
        });
  }

  private void frame(String scope, String title, List<Box> boxes, String indent) {
    line("%ssubgraph %s {", indent, quoted("cluster_" + scope));
    line(
        "%s  label=%s; labeljust=l; fontname=\"%s\"; fontsize=10; fontcolor=\"%s\";",
        indent, quoted(title), FONT, GREY);
    line("%s  style=\"rounded,filled\"; color=\"#80808040\"; fillcolor=\"#80808012\";", indent);
    scope(scope, boxes, indent + "  ");
    Set<String> names = boxes.stream().map(Box::name).collect(Collectors.toSet());
    List<String> first =
        names(
            boxes.stream()
                .filter(
                    box ->
                        arrowsInto(box.name()).stream()
                            .noneMatch(arrow -> names.contains(arrow.from()))));
    if (first.size() > 1) {
      line("%s  { rank=same; %s }", indent, String.join(" ", first));
    }
    line("%s}", indent);
  }

  private static List<String> names(Stream<Box> boxes) {
    return boxes.map(box -> quoted(box.name()) + ";").toList();
  }

  /** The scope in {@code outer} that leads to {@code inner}. */
  private static String next(String outer, String inner) {
    if (inner.equals(outer)) {
      return outer;
    }
    int slash = inner.indexOf('/', outer.isEmpty() ? 0 : outer.length() + 1);
    return slash < 0 ? inner : inner.substring(0, slash);
  }

  private void box(Box box, String scope, String indent) {
    String name = scope.isEmpty() ? box.name() : box.name().substring(scope.length() + 1);
    if (box.kind() == Kind.SUM && box.then().isEmpty()) {
      line(
          "%s%s [shape=circle, label=\"+\", width=0.25, fixedsize=true, %s];",
          indent, quoted(box.name()), colours(box.kind()));
      return;
    }
    line(
        "%s%s [label=<%s>, %s];",
        indent, quoted(box.name()), String.join("<br/>", lines(box, name)), colours(box.kind()));
  }

  private List<String> lines(Box box, String name) {
    List<String> lines = new ArrayList<>();
    List<Arrow> arrows = arrowsInto(box.name());
    if (arrows.size() == 1 && !arrows.get(0).through().isEmpty()) {
      lines.add(small(String.join(", ", arrows.get(0).through())));
    }
    String then = String.join(", ", box.then());
    if (box.kind() == Kind.SUM) {
      lines.add("+ " + then);
      return lines;
    }
    lines.add(html(box.kind() == Kind.BLOCK ? name : box.brief()));
    String size = pixels(box.output());
    switch (box.kind()) {
      case CONVOLUTION, DENSE -> {
        if (across) {
          lines.add(small(name));
        }
        lines.add(small(across ? size : name + " \u00b7 " + size));
      }
      case BLOCK -> lines.addAll(List.of(small(box.brief()), small(size)));
      default -> lines.add(small(size));
    }
    if (!then.isEmpty()) {
      lines.add(small(then));
    }
    return lines;
  }

  private static String small(String line) {
    return "<font point-size=\"9\">%s</font>".formatted(html(line));
  }

  private static String colours(Kind kind) {
    String[] colours =
        switch (kind) {
          case INPUT -> new String[] {"#d5d9de", "#9aa3ad"};
          case CONVOLUTION -> new String[] {"#a9cbee", "#5b8fc7"};
          case POOLING -> new String[] {"#f3aca3", "#d2695e"};
          case DENSE -> new String[] {"#f6d78d", "#cf9f35"};
          case RESIZING -> new String[] {"#cfbcea", "#9474c4"};
          case SUM, CONCAT, JOIN -> new String[] {"#aedba8", "#5ea556"};
          case BLOCK -> new String[] {"#bfe3e0", "#4f9f99"};
        };
    return "fillcolor=\"%s\", color=\"%s\"".formatted(colours[0], colours[1]);
  }

  private void arrow(Arrow arrow) {
    List<String> attributes = new ArrayList<>();
    if (spine.contains(arrow)) {
      attributes.add("weight=1000");
    }
    if (arrowsInto(arrow.to()).size() > 1 && !arrow.through().isEmpty()) {
      attributes.add("label=" + quoted(String.join(", ", arrow.through())));
    }
    line(
        "  %s -> %s%s;",
        quoted(arrow.from()),
        quoted(arrow.to()),
        attributes.isEmpty() ? "" : " [" + String.join(", ", attributes) + "]");
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

  private void line(String format, Object... values) {
    text.append(format.formatted(values)).append('\n');
  }

  private static String quoted(String text) {
    return "\"%s\"".formatted(text.replace("\\", "\\\\").replace("\"", "\\\""));
  }

  private static String html(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
