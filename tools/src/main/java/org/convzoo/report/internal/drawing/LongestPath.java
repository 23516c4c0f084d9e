package org.convzoo.report.internal.drawing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.convzoo.report.internal.drawing.Drawing.Arrow;
import org.convzoo.report.internal.drawing.Drawing.Box;
import org.convzoo.report.internal.drawing.Drawing.Kind;

/**
 * The line that a drawing grows along, from the image to the answer. It goes through the knots,
 * which every way passes, and between two of them along the longest way, the middle one of several.
 */
final class LongestPath {

  /** Arrows in a row above this number lead down; boxes of blocks are too wide for a row. */
  private static final int ACROSS = 16;

  private final List<String> boxes;
  private final Map<String, List<Arrow>> into;
  private final Map<String, List<Arrow>> outOf;
  private final Map<String, Integer> before = new HashMap<>();
  private final Map<String, Integer> after = new HashMap<>();
  private final Set<Arrow> along = new HashSet<>();
  private final int length;
  private final boolean across;

  LongestPath(Drawing drawing) {
    this(drawing, ACROSS);
  }

  /** Returns one that leads down however short it is. */
  static LongestPath downwards(Drawing drawing) {
    return new LongestPath(drawing, -1);
  }

  private LongestPath(Drawing drawing, int mostAcross) {
    boxes = drawing.boxes().stream().map(Box::name).toList();
    into = drawing.arrows().stream().collect(Collectors.groupingBy(Arrow::to));
    outOf = drawing.arrows().stream().collect(Collectors.groupingBy(Arrow::from));
    boxes.forEach(box -> before.put(box, longest(into.get(box), Arrow::from, before)));
    for (int i = boxes.size() - 1; i >= 0; i--) {
      after.put(boxes.get(i), longest(outOf.get(boxes.get(i)), Arrow::to, after));
    }
    length = before.values().stream().mapToInt(n -> n).max().orElse(0);
    across =
        length <= mostAcross && drawing.boxes().stream().noneMatch(box -> box.kind() == Kind.BLOCK);
    lay();
  }

  private static int longest(
      List<Arrow> arrows, Function<Arrow, String> end, Map<String, Integer> lengths) {
    return arrows == null
        ? 0
        : 1 + arrows.stream().map(end).mapToInt(lengths::get).max().orElseThrow();
  }

  /** Whether it leads to the right; otherwise it leads down. */
  boolean across() {
    return across;
  }

  /** Returns how many steps arrows pass on the way to what reads them, all together. */
  int passed() {
    return outOf.values().stream()
        .flatMap(List::stream)
        .mapToInt(arrow -> before.get(arrow.to()) - before.get(arrow.from()) - 1)
        .sum();
  }

  /** Whether an arrow belongs to it. */
  boolean contains(Arrow arrow) {
    return along.contains(arrow);
  }

  private void lay() {
    List<String> knots = knots();
    for (int i = 1; i < knots.size(); i++) {
      String box = knots.get(i - 1);
      Optional<Arrow> next = middle(box);
      while (next.isPresent() && !box.equals(knots.get(i))) {
        along.add(next.get());
        box = next.get().to();
        next = middle(box);
      }
    }
  }

  /** The one in the middle of the longest ways on from a box, if there is one. */
  private Optional<Arrow> middle(String box) {
    List<Arrow> longest =
        outOf.getOrDefault(box, List.of()).stream().filter(this::isOnTheLongestWay).toList();
    return longest.size() % 2 == 0
        ? Optional.empty()
        : Optional.of(longest.get(longest.size() / 2));
  }

  private boolean isOnTheLongestWay(Arrow arrow) {
    return before.get(arrow.from()) + 1 + after.get(arrow.to()) == length;
  }

  /** The boxes that no arrow passes, of those that lead to the last one. */
  private List<String> knots() {
    List<String> ordered = leadingToTheEnd();
    List<String> knots = new ArrayList<>();
    int reached = 0;
    for (int i = 0; i < ordered.size(); i++) {
      if (reached <= i) {
        knots.add(ordered.get(i));
      }
      for (Arrow arrow : outOf.getOrDefault(ordered.get(i), List.of())) {
        reached = Math.max(reached, ordered.indexOf(arrow.to()));
      }
    }
    return knots;
  }

  private List<String> leadingToTheEnd() {
    Set<String> leading = new HashSet<>();
    List<String> backwards = new ArrayList<>(boxes);
    Collections.reverse(backwards);
    for (String box : backwards) {
      boolean end = before.get(box) == length && leading.isEmpty();
      boolean leads =
          outOf.getOrDefault(box, List.of()).stream().anyMatch(a -> leading.contains(a.to()));
      if (end || leads) {
        leading.add(box);
      }
    }
    return boxes.stream().filter(leading::contains).toList();
  }
}
