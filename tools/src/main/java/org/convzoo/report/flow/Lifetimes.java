package org.convzoo.report.flow;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.convzoo.report.internal.op.Sizes;
import org.tensorflow.GraphOperation;
import org.tensorflow.Output;

/**
 * From when to when activations lie in memory, if operations run one after another in the graph's
 * order. A tensor comes when it is written and goes after its last reader; what is asked for stays.
 */
public final class Lifetimes {

  /**
   * The most that lie in memory at once.
   *
   * @param at the first operation while which it is so much; empty if there is nothing
   */
  public record Peak(long bytes, Optional<GraphOperation> at) {}

  private Lifetimes() {}

  public static Peak peak(DataFlow flow) {
    List<GraphOperation> order = flow.live();
    Map<Output<?>, Output<?>> places = new HashMap<>();
    Map<Output<?>, Integer> last = new HashMap<>();
    for (int now = 0; now < order.size(); now++) {
      GraphOperation op = order.get(now);
      flow.replaced(op).ifPresent(x -> places.put(op.output(0), place(flow, places, x)));
      int end = now;
      flow.written(op).forEach(x -> last.put(x, end));
      flow.liveInputs(op).forEach(x -> last.put(place(flow, places, x), end));
    }
    flow.ends().forEach(x -> last.put(place(flow, places, x), order.size()));

    long[] change = new long[order.size() + 2];
    for (int now = 0; now < order.size(); now++) {
      int start = now;
      flow.written(order.get(now))
          .filter(Sizes::isKnown)
          .forEach(
              x -> {
                long size = Sizes.bytes(x);
                int after = last.get(x) + 1;
                change[start] = Math.addExact(change[start], size);
                change[after] = Math.subtractExact(change[after], size);
              });
    }
    Peak peak = new Peak(0, Optional.empty());
    long bytes = 0;
    for (int now = 0; now < order.size(); now++) {
      bytes = Math.addExact(bytes, change[now]);
      if (bytes > peak.bytes) {
        peak = new Peak(bytes, Optional.of(order.get(now)));
      }
    }
    return peak;
  }

  /** The tensor in whose place an activation lies. */
  private static Output<?> place(
      DataFlow flow, Map<Output<?>, Output<?>> places, Output<?> activation) {
    Output<?> viewed = flow.viewed(activation);
    return places.getOrDefault(viewed, viewed);
  }
}
