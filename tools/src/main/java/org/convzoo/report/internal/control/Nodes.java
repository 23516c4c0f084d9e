package org.convzoo.report.internal.control;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.convzoo.report.internal.op.GraphException;
import org.tensorflow.proto.NodeDef;

/** The nodes of a graph in a file: they read {@code node}, {@code node:number}, {@code ^node}. */
public final class Nodes {

  private Nodes() {}

  /** Returns those that have to run for the tensors {@code ends}, in their order. */
  static List<NodeDef> leadingTo(Collection<NodeDef> nodes, Collection<String> ends) {
    Map<String, NodeDef> byName = byName(nodes);
    Set<String> needed = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(ends);
    while (!open.isEmpty()) {
      String tensor = open.remove();
      NodeDef node = byName.get(name(tensor));
      if (node == null) {
        throw new GraphException(tensor + " is read, but it is not there");
      }
      if (needed.add(node.getName())) {
        open.addAll(node.getInputList());
      }
    }
    return nodes.stream().filter(node -> needed.contains(node.getName())).toList();
  }

  /** Returns the nodes by name. */
  public static Map<String, NodeDef> byName(Collection<NodeDef> nodes) {
    Map<String, NodeDef> byName = new HashMap<>();
    for (NodeDef node : nodes) {
      if (byName.put(node.getName(), node) != null) {
        throw new GraphException("two operations are called " + node.getName());
      }
    }
    return byName;
  }

  /** Returns the name of the node that puts out {@code tensor}. */
  public static String name(String tensor) {
    return tensor.replaceFirst("^\\^", "").replaceFirst(":.*", "");
  }

  /** Returns what {@code node} puts out as it is. */
  public static Optional<String> identical(NodeDef node) {
    boolean same = node.getOp().equals("Identity") && node.getInputCount() > 0;
    return same ? Optional.of(node.getInput(0)) : Optional.empty();
  }

  /** Returns the number that is part {@code index} of a tensor's name, 0 if there is none. */
  public static int number(String[] parts, int index) {
    try {
      return parts.length > index ? Integer.parseUnsignedInt(parts[index]) : 0;
    } catch (NumberFormatException e) {
      throw new GraphException(String.join(":", parts) + " names no tensor", e);
    }
  }
}
