package org.convzoo.report.internal.control;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.convzoo.report.internal.op.GraphException;
import org.tensorflow.proto.NodeDef;

/**
 * Nodes of a flat graph that may still read tensors which nothing puts out, such as those that a
 * call returns or a loop passes on, and what stands in the place of these tensors.
 */
final class Wiring {

  private final Map<String, NodeDef> nodes = new LinkedHashMap<>();
  private final Map<String, String> sources = new HashMap<>();
  private final Set<String> gone = new HashSet<>();
  private final List<Loop> loops = new ArrayList<>();

  /**
   * Adds a node.
   *
   * @throws GraphException if there is one of its name
   */
  void add(NodeDef node) {
    if (nodes.put(node.getName(), node) != null) {
      throw new GraphException("two operations are called " + node.getName());
    }
  }

  void add(Loop loop) {
    loops.add(loop);
  }

  /** Lets those who read {@code tensor} read {@code source}. */
  void connect(String tensor, String source) {
    sources.put(tensor, source);
  }

  /** Says that there is no node of this name that others could wait for. */
  void drop(String node) {
    gone.add(node);
  }

  /** Returns what stands in the place of a tensor, if something does. */
  Optional<String> source(String tensor) {
    return Optional.ofNullable(sources.get(tensor));
  }

  List<Loop> loops() {
    return loops;
  }

  /** Returns the nodes by name; what is put in here replaces or completes them. */
  Map<String, NodeDef> nodes() {
    return nodes;
  }

  /** The nodes and the ends, reading what is there, without what does not lead to an end. */
  Inlining.Part connected(Collection<String> ends) {
    LoopVariables.settle(this);
    Origins origins = new Origins(this::source);
    List<NodeDef> connected = new ArrayList<>();
    for (NodeDef node : nodes.values()) {
      NodeDef.Builder copy = node.toBuilder().clearInput();
      for (String input : node.getInputList()) {
        if (!input.startsWith("^")) {
          copy.addInput(origins.of(input));
        } else if (!gone.contains(Nodes.name(input))) {
          copy.addInput(input);
        }
      }
      connected.add(copy.build());
    }
    List<String> found = ends.stream().map(origins::of).toList();
    return new Inlining.Part(Nodes.leadingTo(connected, found), found);
  }
}
