package org.convzoo.report.internal.drawing;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.convzoo.report.internal.drawing.Drawing.Arrow;
import org.convzoo.report.internal.drawing.Drawing.Box;
import org.convzoo.report.internal.drawing.Drawing.Kind;

/**
 * Where layers read several towers, or a map that was kept from long before, arrows lead from each
 * of these, as in the papers: the concatenation in between is not drawn.
 */
final class Crossings {

  private final Drawing drawing;
  private final Map<String, Box> boxes;
  private final Map<String, List<Arrow>> into;
  private final Map<String, List<Arrow>> outOf;

  private Crossings(Drawing drawing) {
    this.drawing = drawing;
    boxes = drawing.boxes().stream().collect(Collectors.toMap(Box::name, Function.identity()));
    into = drawing.arrows().stream().collect(Collectors.groupingBy(Arrow::to));
    outOf = drawing.arrows().stream().collect(Collectors.groupingBy(Arrow::from));
  }

  static Drawing drawn(Drawing drawing) {
    return new Crossings(drawing).drawn();
  }

  private Drawing drawn() {
    Set<String> crossings = new HashSet<>();
    drawing.boxes().stream().filter(this::isCrossing).map(Box::name).forEach(crossings::add);
    List<Arrow> arrows = new ArrayList<>();
    for (Arrow arrow : drawing.arrows()) {
      if (crossings.contains(arrow.from())) {
        for (Arrow first : into.get(arrow.from())) {
          arrows.add(new Arrow(first.from(), arrow.to(), joined(first, arrow)));
        }
      } else if (!crossings.contains(arrow.to())) {
        arrows.add(arrow);
      }
    }
    List<Box> kept =
        drawing.boxes().stream().filter(box -> !crossings.contains(box.name())).toList();
    return new Drawing(drawing.title(), kept, arrows);
  }

  private List<String> joined(Arrow first, Arrow second) {
    List<String> through = new ArrayList<>(first.through());
    through.addAll(boxes.get(second.from()).then());
    through.addAll(second.through());
    return through;
  }

  private boolean isCrossing(Box box) {
    if (box.kind() != Kind.CONCAT || !outOf.containsKey(box.name())) {
      return false;
    }
    List<Box> sources = into.get(box.name()).stream().map(a -> boxes.get(a.from())).toList();
    Set<String> blocks = sources.stream().map(Box::block).collect(Collectors.toSet());
    return blocks.size() == sources.size()
        && !blocks.contains("")
        && sources.stream().noneMatch(Box::joins)
        && outOf.get(box.name()).stream().noneMatch(a -> boxes.get(a.to()).joins());
  }
}
