package org.convzoo.ops.internal.runtime;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;
import org.tensorflow.GraphOperation;
import org.tensorflow.op.Op;

/** The operations of a graph that have to run before others. */
public final class Ancestors {

  private Ancestors() {}

  /**
   * Returns {@code ends} and every operation that has to run before one of them.
   *
   * @param starts where to stop: what runs before these is fed, and so does not run
   */
  public static Set<GraphOperation> of(
      Collection<? extends Op> ends, Collection<? extends Op> starts) {
    Set<GraphOperation> fed = new LinkedHashSet<>();
    starts.forEach(start -> fed.add((GraphOperation) start.op()));
    Set<GraphOperation> seen = new LinkedHashSet<>();
    Deque<GraphOperation> open = new ArrayDeque<>();
    ends.forEach(end -> open.add((GraphOperation) end.op()));
    while (!open.isEmpty()) {
      GraphOperation op = open.remove();
      if (seen.add(op) && !fed.contains(op)) {
        op.inputs().forEach(input -> open.add((GraphOperation) input.op()));
        open.addAll(op.controlInputs());
      }
    }
    return seen;
  }
}
