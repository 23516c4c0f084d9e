package org.convzoo.export.scan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;

/** The operations of a graph and of its functions, and which lead to which. */
final class ModelGraph {

  /**
   * An operation.
   *
   * @param function it stands in, or empty
   */
  record Operation(String function, NodeDef node) {

    String type() {
      return node.getOp();
    }
  }

  private final MetaGraphDef meta;
  private final Map<String, NodeDef> nodes = new HashMap<>();
  private final Map<String, FunctionDef> functions = new HashMap<>();

  ModelGraph(MetaGraphDef meta) {
    this.meta = meta;
    meta.getGraphDef().getNodeList().forEach(node -> nodes.put(node.getName(), node));
    meta.getGraphDef()
        .getLibrary()
        .getFunctionList()
        .forEach(function -> functions.put(function.getSignature().getName(), function));
  }

  MetaGraphDef meta() {
    return meta;
  }

  /** The graph's own, by name. */
  Map<String, NodeDef> nodes() {
    return nodes;
  }

  Collection<FunctionDef> functions() {
    return functions.values();
  }

  boolean isFunction(String name) {
    return functions.containsKey(name);
  }

  /** All of the graph and of every function, whether anything calls it or not. */
  Stream<Operation> all() {
    return Stream.concat(
        meta.getGraphDef().getNodeList().stream().map(node -> new Operation("", node)),
        meta.getGraphDef().getLibrary().getFunctionList().stream().flatMap(ModelGraph::body));
  }

  static Stream<Operation> body(FunctionDef function) {
    String name = function.getSignature().getName();
    return function.getNodeDefList().stream().map(node -> new Operation(name, node));
  }

  /** All that lead to these tensors or operations, and those of the functions that they call. */
  Set<Operation> reached(Stream<String> ends) {
    Set<Operation> reached = new LinkedHashSet<>(before(ends));
    reached.addAll(bodies(reached.stream().map(Operation::node).toList()));
    return reached;
  }

  /** Those of the graph that lead to these. */
  Set<Operation> before(Stream<String> ends) {
    Set<Operation> before = new LinkedHashSet<>();
    Deque<String> left = new ArrayDeque<>(ends.toList());
    while (!left.isEmpty()) {
      NodeDef node = nodes.get(name(left.pop()));
      if (node != null && before.add(new Operation("", node))) {
        left.addAll(node.getInputList());
      }
    }
    return before;
  }

  /** Those of the functions that some operations call, and of those that these call. */
  List<Operation> bodies(Collection<NodeDef> calls) {
    List<Operation> all = new ArrayList<>();
    Set<String> called = new HashSet<>();
    Deque<NodeDef> left = new ArrayDeque<>(calls);
    while (!left.isEmpty()) {
      for (FunctionDef function : called(left.pop())) {
        if (called.add(function.getSignature().getName())) {
          body(function).forEach(all::add);
          left.addAll(function.getNodeDefList());
        }
      }
    }
    return all;
  }

  /** The functions that an operation calls. */
  List<FunctionDef> called(NodeDef node) {
    return Stream.concat(
            Stream.of(node.getOp()),
            node.getAttrMap().values().stream().flatMap(ModelGraph::functions))
        .map(functions::get)
        .filter(function -> function != null)
        .toList();
  }

  private static Stream<String> functions(AttrValue value) {
    return Stream.concat(
            value.hasFunc() ? Stream.of(value.getFunc()) : Stream.empty(),
            value.getList().getFuncList().stream())
        .map(NameAttrList::getName);
  }

  /** Whether an input of a node is a certain tensor, perhaps handed on. */
  static boolean isRead(NodeDef node, int input, String tensor, Map<String, NodeDef> all) {
    NodeDef at = node;
    int number = input;
    for (int steps = 0; steps <= all.size(); steps++) {
      if (at == null || at.getInputCount() <= number) {
        return false;
      }
      String source = name(at.getInput(number));
      if (source.equals(tensor)) {
        return true;
      }
      at = all.get(source);
      number = 0;
      if (at == null || !at.getOp().equals("Identity")) {
        return false;
      }
    }
    return false;
  }

  /** The name of the node that a tensor comes from. */
  static String name(String tensor) {
    String plain = tensor.startsWith("^") ? tensor.substring(1) : tensor;
    int colon = plain.indexOf(':');
    return colon < 0 ? plain : plain.substring(0, colon);
  }
}
