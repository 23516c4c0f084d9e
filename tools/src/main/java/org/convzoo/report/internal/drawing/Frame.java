package org.convzoo.report.internal.drawing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.convzoo.report.internal.drawing.Drawing.Box;

/**
 * A scope of several boxes, which a drawing frames.
 *
 * @param scope its name, "" for the drawing itself
 * @param title the name within the frame around it
 * @param items what stands in it, in the order of the boxes
 */
record Frame(String scope, String title, List<Framed> items) implements Framed {

  /** Frames in one another; scopes that lie deeper are not framed. */
  private static final int DEEPEST = 12;

  /**
   * A box in a frame.
   *
   * @param name of the box within the frame
   */
  record FramedBox(Box box, String name) implements Framed {
    @Override
    public Stream<Box> boxes() {
      return Stream.of(box);
    }
  }

  @Override
  public Stream<Box> boxes() {
    return items.stream().flatMap(Framed::boxes);
  }

  /** Returns what frames all of {@code boxes}, by their scopes. */
  static Frame of(List<Box> boxes) {
    return new Frame("", "", items("", boxes, 0));
  }

  private static List<Framed> items(String scope, List<Box> boxes, int depth) {
    Map<String, List<Box>> inner = new LinkedHashMap<>();
    for (Box box : boxes) {
      String next = depth == DEEPEST ? scope : next(scope, box.scope());
      inner.computeIfAbsent(next, s -> new ArrayList<>()).add(box);
    }
    List<Framed> items = new ArrayList<>();
    inner.forEach(
        (name, within) -> {
          if (name.equals(scope) || within.size() == 1) {
            within.forEach(box -> items.add(new FramedBox(box, within(scope, box.name()))));
          } else {
            items.add(new Frame(name, within(scope, name), items(name, within, depth + 1)));
          }
        });
    return items;
  }

  private static String within(String scope, String name) {
    return scope.isEmpty() ? name : name.substring(scope.length() + 1);
  }

  /** The scope in {@code outer} that leads to {@code inner}. */
  private static String next(String outer, String inner) {
    if (inner.equals(outer)) {
      return outer;
    }
    int slash = inner.indexOf('/', outer.isEmpty() ? 0 : outer.length() + 1);
    return slash < 0 ? inner : inner.substring(0, slash);
  }
}
