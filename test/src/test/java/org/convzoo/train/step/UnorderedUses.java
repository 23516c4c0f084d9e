package org.convzoo.train.step;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.convzoo.report.internal.control.OpDefs;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/**
 * Uses of a graph's variables that may run side by side, one of them a write, so that what comes of
 * them is decided by chance.
 *
 * <p>A variable is used by the ops that take its buffer, also from an op that hands the buffer on.
 * A use is a write if the op takes the variable by reference, as all that assign or apply do.
 */
final class UnorderedUses {

  /** What of its first input's buffer comes out, where no type says so. */
  private static final Set<String> HANDS_ON =
      Set.of(
          "Cast",
          "CheckNumerics",
          "ExpandDims",
          "Identity",
          "PreventGradient",
          "Reshape",
          "Squeeze",
          "StopGradient");

  private record Use(int node, boolean writes) {}

  private final List<NodeDef> nodes = new ArrayList<>();
  private final Map<String, Integer> numbers = new HashMap<>();
  private final List<BitSet> before = new ArrayList<>();
  private final Map<String, String> buffers = new HashMap<>();
  private final Map<String, List<Use>> uses = new LinkedHashMap<>();

  /** Takes what of a graph a run of {@code targets} runs. */
  private UnorderedUses(GraphDef graph, Set<String> targets) {
    Map<String, NodeDef> all = new HashMap<>();
    graph.getNodeList().forEach(node -> all.put(node.getName(), node));
    targets.forEach(target -> visit(all, target));
    nodes.forEach(this::findUses);
  }

  /**
   * Returns each two uses that no path orders, sorted, such as "a and b: step".
   *
   * @param targets names of the operations that are run
   */
  static Set<String> of(GraphDef graph, Set<String> targets) {
    UnorderedUses found = new UnorderedUses(graph, targets);
    Set<String> unordered = new TreeSet<>();
    found.uses.forEach((variable, list) -> found.compare(variable, list, unordered));
    return unordered;
  }

  /** Adds a node after all that run before it. */
  private int visit(Map<String, NodeDef> all, String name) {
    Integer known = numbers.get(name);
    if (known != null) {
      return known;
    }
    BitSet earlier = new BitSet();
    for (String input : all.get(name).getInputList()) {
      int number = visit(all, input.replaceAll("^\\^|:\\d+$", ""));
      earlier.or(before.get(number));
      earlier.set(number);
    }
    nodes.add(all.get(name));
    before.add(earlier);
    numbers.put(name, nodes.size() - 1);
    return nodes.size() - 1;
  }

  private void findUses(NodeDef node) {
    OpDef op = OpDefs.of(node);
    if (node.getOp().equals("VariableV2")) {
      buffers.put(node.getName(), node.getName());
      return;
    }
    for (int i = 0; i < node.getInputCount(); i++) {
      String variable = buffers.get(node.getInput(i));
      if (variable == null) {
        continue;
      }
      boolean byReference = i < op.getInputArgCount() && op.getInputArg(i).getIsRef();
      boolean handsOn =
          i == 0 && (HANDS_ON.contains(node.getOp()) || byReference && op.getOutputArgCount() > 0);
      if (handsOn) {
        buffers.put(node.getName(), variable);
      } else if (node.getOp().equals("IdentityN")) {
        buffers.put(node.getName() + (i == 0 ? "" : ":" + i), variable);
      }
      boolean writes = byReference && !node.getOp().equals("RefIdentity");
      uses.computeIfAbsent(variable, v -> new ArrayList<>())
          .add(new Use(numbers.get(node.getName()), writes));
    }
  }

  private void compare(String variable, List<Use> list, Set<String> unordered) {
    for (Use write : list) {
      for (Use other : list) {
        boolean ordered =
            write.node == other.node
                || before.get(write.node).get(other.node)
                || before.get(other.node).get(write.node);
        if (write.writes && !ordered) {
          List<String> names =
              Stream.of(write.node, other.node).map(n -> nodes.get(n).getName()).sorted().toList();
          unordered.add(String.join(" and ", names) + ": " + variable);
        }
      }
    }
  }
}
