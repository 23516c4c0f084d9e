package org.convzoo.report.internal.drawing;

import java.awt.geom.Rectangle2D;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.convzoo.report.internal.drawing.Drawing.Arrow;
import org.convzoo.report.internal.drawing.Drawing.Box;
import org.convzoo.report.internal.drawing.Plan.PlacedBox;
import org.convzoo.report.internal.drawing.Plan.PlacedFrame;

/**
 * Frames that read one another, as those of AlexNet's towers do. None of them can stand before the
 * other, so they are opened: what is in them is laid out as if it stood around them, side by side.
 */
final class Lanes {

  private final Map<String, List<Arrow>> into;
  private final List<Frame> opened = new ArrayList<>();

  Lanes(Drawing drawing) {
    into = drawing.arrows().stream().collect(Collectors.groupingBy(Arrow::to));
  }

  /** Returns what stands in a frame, with the content of what had to be opened. */
  List<Framed> items(Frame frame) {
    List<Framed> items = frame.items();
    boolean[] free = free(items);
    while (closed(items, free)) {
      List<Framed> all = new ArrayList<>();
      for (int i = 0; i < free.length; i++) {
        if (!free[i] && items.get(i) instanceof Frame inner) {
          opened.add(inner);
          all.addAll(inner.items());
        } else {
          all.add(items.get(i));
        }
      }
      items = all;
      free = free(items);
    }
    return items;
  }

  /**
   * Returns frames with those that were opened around their boxes again, but only where nothing
   * else stands in between; each behind those that it stands in.
   */
  List<PlacedFrame> framed(List<PlacedFrame> closed, List<PlacedBox> boxes) {
    List<PlacedFrame> frames = new ArrayList<>(closed);
    for (int i = opened.size() - 1; i >= 0; i--) { // what stands in a frame was opened behind it
      PlacedFrame frame = around(opened.get(i), frames, boxes);
      if (isAlone(frame, frames, boxes)) {
        frames.add(frame);
      }
    }
    frames.sort(Comparator.comparingLong(placed -> depth(placed.frame())));
    return frames;
  }

  private static PlacedFrame around(Frame frame, List<PlacedFrame> frames, List<PlacedBox> boxes) {
    Rectangle2D area =
        Stream.concat(
                boxes.stream().filter(placed -> isIn(frame, placed.box())).map(PlacedBox::area),
                frames.stream()
                    .filter(placed -> isIn(frame, placed.frame()))
                    .map(PlacedFrame::area))
            .reduce(Rectangle2D::createUnion)
            .orElseThrow();
    return new PlacedFrame(frame, LayoutOptions.padded(area));
  }

  private static boolean isAlone(PlacedFrame one, List<PlacedFrame> frames, List<PlacedBox> boxes) {
    return boxes.stream()
            .filter(placed -> !isIn(one.frame(), placed.box()))
            .noneMatch(placed -> placed.area().intersects(one.area()))
        && frames.stream()
            .filter(placed -> !isIn(one.frame(), placed.frame()))
            .allMatch(
                placed ->
                    isIn(placed.frame(), one.frame())
                        ? placed.area().contains(one.area())
                        : !placed.area().intersects(one.area()));
  }

  private static boolean isIn(Frame frame, Box box) {
    return box.scope().equals(frame.scope()) || isIn(frame.scope(), box.scope());
  }

  private static boolean isIn(Frame outer, Frame inner) {
    return isIn(outer.scope(), inner.scope());
  }

  private static boolean isIn(String outer, String inner) {
    return inner.startsWith(outer + "/");
  }

  private static long depth(Frame frame) {
    return frame.scope().chars().filter(c -> c == '/').count();
  }

  private static boolean closed(List<Framed> items, boolean[] free) {
    return IntStream.range(0, free.length).anyMatch(i -> !free[i] && items.get(i) instanceof Frame);
  }

  /** Which items are on no way round in a circle, nor between two circles. */
  private boolean[] free(List<Framed> items) {
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < items.size(); i++) {
      for (Box box : items.get(i).boxes().toList()) {
        places.put(box.name(), i);
      }
    }
    List<Set<Integer>> reads = sets(items.size());
    List<Set<Integer>> readers = sets(items.size());
    places.forEach(
        (box, place) -> {
          for (Arrow arrow : into.getOrDefault(box, List.of())) {
            Integer from = places.get(arrow.from());
            if (from != null && !from.equals(place)) {
              reads.get(place).add(from);
              readers.get(from).add(place);
            }
          }
        });
    boolean[] free = new boolean[items.size()];
    peel(free, reads, readers);
    peel(free, readers, reads);
    return free;
  }

  /** Frees, one after the other, whatever has nothing before it but what is free. */
  private static void peel(boolean[] free, List<Set<Integer>> before, List<Set<Integer>> after) {
    Deque<Integer> open = new ArrayDeque<>();
    int[] left = new int[free.length];
    for (int i = 0; i < free.length; i++) {
      left[i] = (int) before.get(i).stream().filter(b -> !free[b]).count();
      if (left[i] == 0 && !free[i]) {
        open.add(i);
      }
    }
    while (!open.isEmpty()) {
      int next = open.remove();
      free[next] = true;
      for (int reader : after.get(next)) {
        if (--left[reader] == 0 && !free[reader]) {
          open.add(reader);
        }
      }
    }
  }

  private static List<Set<Integer>> sets(int count) {
    return Stream.generate(() -> (Set<Integer>) new HashSet<Integer>()).limit(count).toList();
  }
}
