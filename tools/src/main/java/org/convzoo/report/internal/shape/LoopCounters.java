package org.convzoo.report.internal.shape;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.convzoo.report.internal.control.Nodes;
import org.convzoo.report.internal.control.Origins;
import org.convzoo.report.internal.op.Marks;
import org.convzoo.report.source.GraphSanitizer;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Finds the counters that loops go by: a variable that starts at a constant, changes by a constant
 * in each round, and is compared with something in the condition, which may be several such
 * comparisons that must all hold.
 *
 * <p>For each comparison an operation is added that nothing reads. Its first size is the distance
 * that the counter goes, if TensorFlow can infer it, as it does the sizes of tensors, with the care
 * that {@link GraphSanitizer} takes of that; {@link Rounds} reads it.
 */
public final class LoopCounters {

  private static final int MOST_COMPARISONS = 16;

  private static final Set<String> COMPARISONS =
      Set.of("Less", "LessEqual", "Greater", "GreaterEqual");
  private static final Set<String> SUMS = Set.of("Add", "AddV2", "Sub");

  /** A variable of a loop by its place. */
  private record Place(NodeDef loop, int variable) {}

  private final Map<String, NodeDef> nodes;
  private final Map<String, Place> variables = new HashMap<>();
  private final Origins origins;

  private LoopCounters(GraphDef graph) {
    nodes = Nodes.byName(graph.getNodeList());
    origins = new Origins(tensor -> Nodes.identical(node(tensor)).filter(t -> !isVariable(tensor)));
  }

  /** Returns {@code graph} with the distances that its loops go. */
  public static GraphDef measured(GraphDef graph) {
    return new LoopCounters(graph).measured(graph.toBuilder());
  }

  private GraphDef measured(GraphDef.Builder graph) {
    List<NodeDef> loops = graph.getNodeList().stream().filter(this::isLoop).toList();
    if (loops.isEmpty()) {
      return graph.build();
    }
    for (NodeDef loop : loops) {
      List<String> carried = carried(loop);
      for (int i = 0; i < carried.size(); i++) {
        if (!carried.get(i).isEmpty()) {
          variables.put(carried.get(i), new Place(loop, i));
        }
      }
    }
    Set<String> names = new HashSet<>(nodes.keySet());
    for (int i = 0; i < graph.getNodeCount(); i++) {
      NodeDef node = graph.getNode(i);
      Optional<List<Counter>> counters = isLoop(node) ? counters(node) : Optional.empty();
      if (counters.isPresent()) {
        List<String> distances = new ArrayList<>();
        for (Counter counter : counters.get()) {
          Assembly added = new Assembly(node.getName() + "/distance", names);
          distances.add(counter.distance(added));
          graph.addAllNode(added.nodes());
        }
        graph.setNode(i, node.toBuilder().putAttr(Marks.DISTANCES, Marks.texts(distances)));
      }
    }
    return graph.build();
  }

  private boolean isLoop(NodeDef node) {
    return node.getOp().equals("IdentityN")
        && node.containsAttr(Marks.CARRIED)
        && node.getInputCount() > carried(node).size();
  }

  private static List<String> carried(NodeDef loop) {
    return loop.getAttrOrThrow(Marks.CARRIED).getList().getSList().stream()
        .map(name -> name.toStringUtf8())
        .toList();
  }

  private NodeDef node(String tensor) {
    return nodes.getOrDefault(Nodes.name(tensor), NodeDef.getDefaultInstance());
  }

  private boolean isVariable(String tensor) {
    return variables.containsKey(Nodes.name(tensor));
  }

  /** The counters that must all go on; nothing if the condition asks for something else. */
  private Optional<List<Counter>> counters(NodeDef loop) {
    List<Counter> counters = new ArrayList<>();
    Deque<String> open = new ArrayDeque<>(List.of(loop.getInput(carried(loop).size())));
    while (!open.isEmpty()) {
      NodeDef node = node(origins.of(open.remove()));
      if (node.getInputCount() < 2 || counters.size() + open.size() > MOST_COMPARISONS) {
        return Optional.empty();
      }
      if (node.getOp().equals("LogicalAnd")) {
        open.addAll(node.getInputList().subList(0, 2));
        continue;
      }
      Optional<Counter> counter = counter(loop, node);
      if (counter.isEmpty()) {
        return Optional.empty();
      }
      counters.add(counter.get());
    }
    return Optional.of(counters);
  }

  private Optional<Counter> counter(NodeDef loop, NodeDef comparison) {
    String type = comparison.getOp();
    boolean less = type.startsWith("Less");
    if (!COMPARISONS.contains(type)) {
      return Optional.empty();
    }
    String one = origins.of(comparison.getInput(0));
    String other = origins.of(comparison.getInput(1));
    boolean first = isOf(loop, one);
    if (!first && !isOf(loop, other)) {
      return Optional.empty();
    }
    Place place = variables.get(Nodes.name(first ? one : other));
    OptionalLong start = integer(node(first ? one : other).getInput(0));
    OptionalLong step = step(place);
    int direction = less == first ? 1 : -1;
    boolean known =
        start.isPresent()
            && step.isPresent()
            && Counter.isNear(start.getAsLong())
            && Counter.isNear(step.getAsLong())
            && step.getAsLong() * direction > 0;
    return known
        ? Counter.of(
            start.getAsLong(),
            step.getAsLong(),
            type.endsWith("Equal"),
            first ? other : one,
            comparison.getAttrOrDefault("T", AttrValue.getDefaultInstance()).getType())
        : Optional.empty();
  }

  private boolean isOf(NodeDef loop, String tensor) {
    Place place = variables.get(Nodes.name(tensor));
    return place != null && place.loop.getName().equals(loop.getName());
  }

  /** What is added to a variable in each round, if it is a constant. */
  private OptionalLong step(Place place) {
    NodeDef sum = node(origins.of(place.loop.getInput(place.variable)));
    if (!SUMS.contains(sum.getOp()) || sum.getInputCount() < 2) {
      return OptionalLong.empty();
    }
    boolean difference = sum.getOp().equals("Sub");
    for (int i = 0; i < (difference ? 1 : 2); i++) {
      if (place.equals(variables.get(Nodes.name(origins.of(sum.getInput(i)))))) {
        OptionalLong step = integer(sum.getInput(1 - i));
        return difference && step.isPresent()
            ? OptionalLong.of(-step.getAsLong()) // the least long stays too far away
            : step;
      }
    }
    return OptionalLong.empty();
  }

  private OptionalLong integer(String tensor) {
    return Scalars.integer(node(origins.of(tensor)));
  }
}
