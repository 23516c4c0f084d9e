package org.convzoo.report.internal.drawing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.convzoo.report.internal.drawing.Drawing.Arrow;
import org.convzoo.report.internal.drawing.Drawing.Box;

/**
 * A drawing in which equal blocks, each of which reads the one before and nothing else, are one.
 */
final class Repeats {

  private Repeats() {}

  /**
   * Draws each row of boxes of the same content as one.
   *
   * @param content what is compared; what is empty is like nothing else
   */
  static Drawing drawn(Drawing drawing, Function<Box, List<?>> content) {
    Map<String, List<Arrow>> into =
        drawing.arrows().stream().collect(Collectors.groupingBy(Arrow::to));
    Map<String, List<Arrow>> outOf =
        drawing.arrows().stream().collect(Collectors.groupingBy(Arrow::from));
    Map<String, List<Box>> rows = new HashMap<>(); // of the last box that each has so far
    List<List<Box>> ordered = new ArrayList<>();
    for (Box box : drawing.boxes()) {
      List<Arrow> arrows = into.getOrDefault(box.name(), List.of());
      List<Box> before = arrows.size() == 1 ? rows.get(arrows.get(0).from()) : null;
      boolean repeats =
          before != null
              && outOf.get(arrows.get(0).from()).size() == 1
              && !content.apply(box).isEmpty()
              && content.apply(box).equals(content.apply(before.get(0)));
      List<Box> row = repeats ? before : new ArrayList<>();
      row.add(box);
      rows.put(box.name(), row);
      if (!repeats) {
        ordered.add(row);
      }
    }
    Map<String, Box> merged = new HashMap<>();
    for (List<Box> row : ordered) {
      Box one = merged(row);
      row.forEach(box -> merged.put(box.name(), one));
    }
    Set<Arrow> arrows = new LinkedHashSet<>();
    for (Arrow arrow : drawing.arrows()) {
      String from = merged.get(arrow.from()).name();
      String to = merged.get(arrow.to()).name();
      if (!from.equals(to)) {
        arrows.add(new Arrow(from, to, arrow.through()));
      }
    }
    List<Box> boxes = ordered.stream().map(row -> merged.get(row.get(0).name())).toList();
    return new Drawing(drawing.title(), boxes, List.copyOf(arrows));
  }

  private static Box merged(List<Box> row) {
    Box first = row.get(0);
    if (row.size() == 1) {
      return first;
    }
    return new Box(
        first.name() + " to " + row.get(row.size() - 1).name(),
        first.scope(),
        first.kind(),
        "%d times: %s".formatted(row.size(), first.words()),
        first.output(),
        first.then());
  }
}
