package org.convzoo.report.internal.control;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.convzoo.report.internal.op.GraphException;

/** Follows tensors, by name, to where they come from. No step is taken twice. */
public final class Origins {

  private final Function<String, Optional<String>> step;
  private final Map<String, String> known = new HashMap<>();

  /**
   * @param step a tensor that is the same one, a step nearer to where it comes from
   */
  public Origins(Function<String, Optional<String>> step) {
    this.step = step;
  }

  /**
   * Returns where {@code tensor} comes from.
   *
   * @throws GraphException if it comes from itself
   */
  public String of(String tensor) {
    List<String> path = new ArrayList<>();
    String at = tensor;
    while (true) {
      String end = known.get(at);
      if (end != null) {
        at = end;
        break;
      }
      Optional<String> next = step.apply(at);
      if (next.isEmpty()) {
        break;
      }
      path.add(at);
      at = next.get();
      if (path.size() > MOST_STEPS) {
        throw new GraphException(tensor + " is made of itself");
      }
    }
    for (String passed : path) {
      known.put(passed, at);
    }
    return at;
  }

  /** More than there are operations, and calls, in a graph that is not refused. */
  private static final int MOST_STEPS = 1_000_000;
}
