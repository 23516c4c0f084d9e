package org.convzoo.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.convzoo.report.Drawing.Arrow;
import org.convzoo.report.Drawing.Box;
import org.convzoo.report.Drawing.Kind;
import org.tensorflow.ndarray.Shape;

/** Writes a drawing in Graphviz's language. */
final class Dot {

  /** Boxes in a row above this number stand one below the other. */
  private static final int ACROSS = 16;

  private static final String GREY = "#7b8794";
  private static final String FONT = "Helvetica,Arial,sans-serif";

  private final Drawing drawing;
  private final Map<String, List<Arrow>> into;
  private final Map<String, Integer> ranks = new HashMap<>();
  private final StringBuilder text = new StringBuilder();
  private final boolean across;

  private Dot(Drawing drawing) {
    this.drawing = drawing;
    into = drawing.arrows().stream().collect(Collectors.groupingBy(Arrow::to));
    for (Box box : drawing.boxes()) {
      int rank =
          arrowsInto(box).stream().mapToInt(arrow -> ranks.get(arrow.from())).max().orElse(-1) + 1;
      ranks.put(box.name(), rank);
    }
    across = ranks.values().stream().mapToInt(r -> r).max().orElse(0) < ACROSS;
  }

  /** Returns the drawing as a {@code digraph}. */
  static String of(Drawing drawing) {
    return new Dot(drawing).text();
  }

  private List<Arrow> arrowsInto(Box box) {
    return into.getOrDefault(box.name(), List.of());
  }

  private String text() {
    line("digraph %s {", quoted(drawing.title()));
    line("  rankdir=%s; bgcolor=transparent; nodesep=0.2; ranksep=0.3;", across ? "LR" : "TB");
    line("  node [shape=box, style=\"rounded,filled\", height=0.3, margin=\"0.1,0.05\",");
    line("    fontname=\"%s\", fontsize=11, fontcolor=\"#1d2430\"];", FONT);
    line("  edge [color=\"%s\", arrowsize=0.6, fontname=\"%s\", fontsize=9,", GREY, FONT);
    line("    fontcolor=\"%s\"];", GREY);
    scope("", drawing.boxes(), "  ");
    drawing.arrows().forEach(this::arrow);
    line("}");
    return text.toString();
  }

  private void scope(String scope, List<Box> boxes, String indent) {
    Map<String, List<Box>> inner = new java.util.LinkedHashMap<>();
    for (Box box : boxes) {
      inner.computeIfAbsent(next(scope, box.scope()), s -> new ArrayList<>()).add(box);
    }
    inner.forEach(
        (name, within) -> {
          if (name.equals(scope) || within.size() == 1) {
            within.forEach(box -> box(box, scope, indent));
          } else {
            line("%ssubgraph %s {", indent, quoted("cluster_" + name));
            line(
                "%s  label=%s; labeljust=l; fontname=\"%s\"; fontsize=10; fontcolor=\"%s\";",
                indent,
                quoted(scope.isEmpty() ? name : name.substring(scope.length() + 1)),
                FONT,
                GREY);
            line(
                "%s  style=\"rounded,filled\"; color=\"#80808040\"; fillcolor=\"#80808012\";",
                indent);
            scope(name, within, indent + "  ");
            line("%s}", indent);
          }
        });
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
    if (box.kind() == Kind.SUM) {
      line(
          "%s%s [shape=circle, label=\"+\", width=0.25, fixedsize=true, %s];",
          indent, quoted(box.name()), colours(box.kind()));
      return;
    }
    List<String> lines = new ArrayList<>();
    List<Arrow> arrows = arrowsInto(box);
    if (arrows.size() == 1 && !arrows.get(0).through().isEmpty()) {
      lines.add(small(String.join(", ", arrows.get(0).through())));
    }
    boolean named = box.kind() == Kind.CONVOLUTION || box.kind() == Kind.DENSE;
    lines.add("<b>%s</b>".formatted(html(words(box))));
    if (named && across) {
      lines.add(small(html(name)));
    }
    lines.add(small((named && !across ? html(name) + " \u00b7 " : "") + pixels(box.output())));
    if (!box.then().isEmpty()) {
      lines.add(small(html(String.join(", ", box.then()))));
    }
    line(
        "%s%s [label=<%s>, %s];",
        indent, quoted(box.name()), String.join("<br/>", lines), colours(box.kind()));
  }

  private static String words(Box box) {
    return box.words().replaceAll(" (same|valid|padded|pad [\\d+]+)", "").replaceAll("/1\\b", "");
  }

  private static String small(String line) {
    return "<font point-size=\"9\">%s</font>".formatted(line);
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
    if (into.get(arrow.to()).size() > 1 && !arrow.through().isEmpty()) {
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
