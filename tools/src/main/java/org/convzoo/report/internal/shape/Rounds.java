package org.convzoo.report.internal.shape;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.convzoo.report.internal.op.Attributes;
import org.convzoo.report.internal.op.Marks;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;

/** How often operations run, which stand in loops. */
public final class Rounds {

  private final Graph graph;
  private final boolean loops;
  private final Map<String, OptionalLong> known = new HashMap<>();

  /**
   * @param operations those of the graph that count
   */
  public Rounds(Graph graph, List<GraphOperation> operations) {
    this.graph = graph;
    loops = !variables(operations).isEmpty();
  }

  /** Returns what stands for the variables that change from round to round. */
  public static Set<GraphOperation> variables(List<GraphOperation> operations) {
    Set<String> names = new HashSet<>();
    for (GraphOperation op : operations) {
      if (op.type().equals("IdentityN")) {
        names.addAll(Marks.texts(op, Marks.CARRIED));
      }
    }
    return operations.stream()
        .filter(op -> names.contains(op.name()))
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Returns how often {@code op} runs; of a loop whose rounds are not known, the first one counts.
   *
   * @throws ArithmeticException if that is more than a long can hold
   */
  public long times(GraphOperation op) {
    long times = 1;
    GraphOperation inner = loops ? op : null;
    while (inner != null) {
      Optional<String> body = Marks.text(inner, Marks.BODY);
      Optional<String> loop = body.isPresent() ? body : Marks.text(inner, Marks.CONDITION);
      if (loop.isEmpty()) {
        return times;
      }
      inner = graph.operation(loop.get());
      OptionalLong rounds = inner == null ? OptionalLong.empty() : of(inner);
      if (rounds.isPresent()) { // the condition is asked once more than it holds
        long each = body.isPresent() ? rounds.getAsLong() : rounds.getAsLong() + 1;
        times = Math.multiplyExact(times, each);
      }
    }
    return times;
  }

  /** Returns how many rounds the loop makes that {@code join} stands for, if that is known. */
  public OptionalLong of(GraphOperation join) {
    OptionalLong rounds = known.get(join.name());
    if (rounds == null) {
      rounds = find(join);
      known.put(join.name(), rounds);
    }
    return rounds;
  }

  private OptionalLong find(GraphOperation join) {
    List<String> distances = Marks.texts(join, Marks.DISTANCES);
    if (distances.isEmpty() || !keepsShapes(join)) {
      return OptionalLong.empty();
    }
    long least = Long.MAX_VALUE;
    for (String name : distances) {
      GraphOperation sized = graph.operation(name);
      Shape shape = sized.output(0).shape();
      if (shape.isUnknown() || shape.hasUnknownDimension() || shape.get(0) >= Counter.FAR) {
        return OptionalLong.empty();
      }
      long step = Attributes.number(sized, Marks.STEP);
      long rounds = (shape.get(0) + step - 1) / step;
      if (rounds * step > Attributes.number(sized, Marks.ROOM)) {
        return OptionalLong.empty(); // the counter overflows before it arrives
      }
      least = Math.min(least, rounds);
    }
    return OptionalLong.of(least);
  }

  /** Whether what goes from round to round has the same shapes in each, and so costs the same. */
  private boolean keepsShapes(GraphOperation join) {
    List<String> carried = Marks.texts(join, Marks.CARRIED);
    for (int i = 0; i < carried.size(); i++) {
      GraphOperation first = graph.operation(carried.get(i));
      if (first != null && !isSame(first.output(0), join.output(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSame(Output<?> one, Output<?> other) {
    return one.shape().isUnknown() == other.shape().isUnknown()
        && (one.shape().isUnknown()
            || Arrays.equals(one.shape().asArray(), other.shape().asArray()));
  }
}
