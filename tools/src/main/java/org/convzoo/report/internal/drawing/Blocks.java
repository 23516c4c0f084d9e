package org.convzoo.report.internal.drawing;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.convzoo.report.internal.drawing.Drawing.Arrow;
import org.convzoo.report.internal.drawing.Drawing.Box;
import org.convzoo.report.internal.drawing.Drawing.Kind;

/**
 * A drawing in which a block is one box, and blocks that repeat in a row are one. Blocks that read
 * one another, as two towers do, stay as they are.
 */
final class Blocks {

  private final Drawing drawing;
  private final Map<String, List<Box>> blocks;
  private final Map<String, String> places = new LinkedHashMap<>();
  private final Map<String, Set<String>> reads = new LinkedHashMap<>();

  private Blocks(Drawing drawing) {
    this.drawing = drawing;
    blocks =
        drawing.boxes().stream()
            .filter(box -> !box.block().isEmpty())
            .collect(Collectors.groupingBy(Box::block, LinkedHashMap::new, Collectors.toList()));
    blocks.values().removeIf(block -> block.size() == 1);
    place();
    blocks.keySet().removeAll(blocks.keySet().stream().filter(this::readsItself).toList());
    place();
  }

  static Drawing drawn(Drawing drawing) {
    return new Blocks(drawing).drawn();
  }

  /** Finds which box of the new drawing each box is in, and who reads whom. */
  private void place() {
    places.clear();
    reads.clear();
    for (Box box : drawing.boxes()) {
      String place = blocks.containsKey(box.block()) ? box.block() : box.name();
      places.put(box.name(), place);
      reads.put(place, new LinkedHashSet<>());
    }
    for (Arrow arrow : drawing.arrows()) {
      if (!places.get(arrow.from()).equals(places.get(arrow.to()))) {
        reads.get(places.get(arrow.to())).add(places.get(arrow.from()));
      }
    }
  }

  private boolean readsItself(String place) {
    Set<String> before = new LinkedHashSet<>();
    reads.get(place).forEach(read -> collect(read, before));
    return before.contains(place);
  }

  /** Adds a place behind all that it reads. */
  private void collect(String place, Set<String> ordered) {
    collect(place, ordered, new HashSet<>());
  }

  private void collect(String place, Set<String> ordered, Set<String> seen) {
    if (seen.add(place) && !ordered.contains(place)) {
      reads.get(place).forEach(read -> collect(read, ordered, seen));
      ordered.add(place);
    }
  }

  private Drawing drawn() {
    Set<String> ordered = new LinkedHashSet<>();
    reads.keySet().forEach(place -> collect(place, ordered));
    Map<String, Box> single =
        drawing.boxes().stream().collect(Collectors.toMap(Box::name, box -> box));
    List<Box> boxes =
        ordered.stream()
            .map(place -> blocks.containsKey(place) ? block(place) : single.get(place))
            .toList();
    Set<Arrow> arrows = new LinkedHashSet<>();
    for (Arrow arrow : drawing.arrows()) {
      String from = places.get(arrow.from());
      String to = places.get(arrow.to());
      if (!from.equals(to)) {
        arrows.add(new Arrow(from, to, to.equals(arrow.to()) ? arrow.through() : List.of()));
      }
    }
    return Repeats.drawn(
        new Drawing(drawing.title(), boxes, List.copyOf(arrows)), box -> content(box.name()));
  }

  /** What a block is made of, to the last number, whatever its own name; none for other boxes. */
  private List<?> content(String block) {
    return blocks.getOrDefault(block, List.of()).stream()
        .map(b -> List.of(b.name().substring(block.length()), b.words(), b.output(), b.then()))
        .toList();
  }

  private Box block(String name) {
    List<Box> inner = blocks.get(name);
    Map<String, Long> counts =
        inner.stream()
            .filter(box -> !box.joins())
            .collect(Collectors.groupingBy(Box::brief, LinkedHashMap::new, Collectors.counting()));
    String words =
        counts.entrySet().stream()
            .map(each -> each.getKey() + (each.getValue() > 1 ? " x" + each.getValue() : ""))
            .collect(Collectors.joining(", "));
    return new Box(name, "", Kind.BLOCK, words, inner.get(inner.size() - 1).output(), List.of());
  }
}
