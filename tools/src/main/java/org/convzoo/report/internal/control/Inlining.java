package org.convzoo.report.internal.control;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.convzoo.report.internal.op.GraphException;
import org.convzoo.report.internal.op.Marks;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/**
 * Makes one flat graph of a graph and the functions that it calls, and keeps what its outputs need.
 *
 * <p>An operation of a function keeps its name, so that it says its layer; where the name is taken
 * (a function called twice), the call's name stands before it. A call becomes a {@code NoOp} that
 * waits for the operations which the function runs for their effect. Branches and loops are
 * followed as {@link ControlFlow} says.
 */
public final class Inlining {

  /** A graph without calls, and what is asked of it, as {@code operation:number}. */
  public record Flat(GraphDef graph, List<String> outputs) {}

  /** Nodes, and what is asked of them. */
  record Part(List<NodeDef> nodes, List<String> ends) {}

  private static final int MOST_OPERATIONS = 200_000;
  private static final int DEEPEST = 100;

  /** Nothing that a terminal would take for more than a name. */
  private static final Pattern DEVICE = Pattern.compile("[/\\w:*]{1,200}");

  private static final Set<String> CALLS = Set.of("PartitionedCall", "StatefulPartitionedCall");

  private final Map<String, FunctionDef> functions = new HashMap<>();
  private final Set<String> names = new HashSet<>();
  private final Wiring flat = new Wiring();
  private final Deque<Body> open = new ArrayDeque<>();

  private Inlining(GraphDef graph) {
    for (FunctionDef function : graph.getLibrary().getFunctionList()) {
      functions.put(function.getSignature().getName(), function);
    }
  }

  /**
   * Makes {@code graph} flat.
   *
   * @param outputs tensors by name, as in a signature
   * @throws GraphException if the graph refers to what is not there, or a function calls itself
   */
  public static Flat of(GraphDef graph, List<String> outputs) {
    Inlining inlining = new Inlining(graph);
    Body main = inlining.new Body(Nodes.leadingTo(graph.getNodeList(), outputs));
    inlining.open.add(main);
    while (!inlining.open.isEmpty()) {
      inlining.open.remove().expand();
    }
    List<String> ends = outputs.stream().map(main::tensor).toList();
    Part part = WhileFrames.flattened(inlining.flat.connected(ends));
    GraphDef.Builder result = GraphDef.newBuilder().setVersions(graph.getVersions());
    return new Flat(result.addAllNode(part.nodes()).build(), part.ends());
  }

  private String unused(String name) {
    String unused = name;
    while (!names.add(unused)) {
      unused += "_";
    }
    return unused;
  }

  /** The graph itself, or a function where it is called. */
  private final class Body {

    private final Body caller;
    private final FunctionDef function;
    private final NodeDef call;
    private final Map<String, NodeDef> nodes = new LinkedHashMap<>();
    private final Map<String, String> flatNames = new HashMap<>();
    private final Map<String, String> arguments = new HashMap<>();

    Body(Collection<NodeDef> main) {
      this(null, null, null, main);
    }

    private Body(Body caller, FunctionDef function, NodeDef call, Collection<NodeDef> content) {
      this.caller = caller;
      this.function = function;
      this.call = call;
      for (NodeDef node : content) {
        nodes.put(node.getName(), node);
        flatNames.put(node.getName(), unique(node.getName()));
      }
      if (names.size() > MOST_OPERATIONS) {
        throw new GraphException(
            "with its functions the graph has more than %,d operations".formatted(MOST_OPERATIONS));
      }
    }

    private String unique(String name) {
      return unused(names.contains(name) ? call.getName() + "/" + name : name);
    }

    void expand() {
      for (NodeDef node : nodes.values()) {
        NodeDef.Builder copy = node.toBuilder().setName(flatNames.get(node.getName()));
        copy.clearInput().setDevice(device(node)).removeAttr("_class");
        node.getInputList().forEach(input -> copy.addInput(tensor(input)));
        node.getAttrMap().forEach((name, value) -> bind(copy, name, value));
        node.getAttrMap().keySet().stream().filter(Marks::isOne).forEach(copy::removeAttr);
        Marks.placeLike(call == null ? NodeDef.getDefaultInstance() : call, copy);
        Optional<ControlFlow> control = ControlFlow.of(copy.build(), Inlining.this::unused);
        control.ifPresent(flow -> flow.calls().forEach(this::follow));
        control.flatMap(ControlFlow::asLoop).ifPresent(flat::add);
        follow(control.map(ControlFlow::join).orElseGet(copy::build));
      }
    }

    /** As TensorFlow does it, what a function leaves open stands where it is called. */
    private String device(NodeDef node) {
      String own = DEVICE.matcher(node.getDevice()).matches() ? node.getDevice() : "";
      return own.isEmpty() && call != null ? call.getDevice() : own;
    }

    private void follow(NodeDef node) {
      FunctionDef callee = callee(node);
      if (callee == null) {
        flat.add(node);
      } else {
        enter(callee, node);
      }
    }

    /** A function may leave attributes open, which its call gives. */
    private void bind(NodeDef.Builder node, String name, AttrValue value) {
      if (value.getValueCase() == AttrValue.ValueCase.PLACEHOLDER && call != null) {
        Map<String, AttrValue> given =
            CALLS.contains(call.getOp())
                ? call.getAttrOrDefault("f", AttrValue.getDefaultInstance()).getFunc().getAttrMap()
                : call.getAttrMap();
        node.putAttr(name, given.getOrDefault(value.getPlaceholder(), value));
      }
    }

    private FunctionDef callee(NodeDef node) {
      if (!CALLS.contains(node.getOp())) {
        return functions.get(node.getOp());
      }
      String name = node.getAttrOrDefault("f", AttrValue.getDefaultInstance()).getFunc().getName();
      if (!functions.containsKey(name)) {
        throw new GraphException(
            "%s calls the function %s, which is not in the file".formatted(node.getName(), name));
      }
      return functions.get(name);
    }

    private void enter(FunctionDef callee, NodeDef from) {
      OpDef signature = callee.getSignature();
      refuseEndless(signature.getName());
      Body body = new Body(this, callee, from, callee.getNodeDefList());
      for (int i = 0; i < signature.getInputArgCount(); i++) {
        if (i >= from.getInputCount() || from.getInput(i).startsWith("^")) {
          throw new GraphException(
              "%s gives too few inputs to the function %s"
                  .formatted(from.getName(), signature.getName()));
        }
        body.arguments.put(signature.getInputArg(i).getName(), from.getInput(i));
      }
      for (int i = 0; i < signature.getOutputArgCount(); i++) {
        String name = signature.getOutputArg(i).getName();
        flat.connect(from.getName() + ":" + i, body.tensor(callee.getRetOrDefault(name, name)));
      }
      NodeDef.Builder effects = NodeDef.newBuilder().setName(from.getName()).setOp("NoOp");
      from.getInputList().stream().filter(i -> i.startsWith("^")).forEach(effects::addInput);
      callee.getControlRetMap().values().forEach(n -> effects.addInput(body.tensor("^" + n)));
      flat.add(effects.build());
      open.add(body);
    }

    private void refuseEndless(String callee) {
      int depth = 0;
      for (Body body = this; body.caller != null; body = body.caller) {
        if (body.function.getSignature().getName().equals(callee)) {
          throw new GraphException("the function %s calls itself".formatted(callee));
        }
        if (++depth > DEEPEST) {
          throw new GraphException("calls of functions are nested deeper than " + DEEPEST);
        }
      }
    }

    /**
     * Translates what a node of this body reads into {@code operation:number} or {@code
     * ^operation}: the graph says {@code node:number}, a function says {@code node:output:number}.
     */
    String tensor(String input) {
      if (input.startsWith("^")) {
        return "^" + flatName(input.substring(1), input);
      }
      if (arguments.containsKey(input)) {
        return arguments.get(input);
      }
      String[] parts = input.split(":", -1);
      String name = flatName(parts[0], input);
      if (caller == null) {
        return name + ":" + (parts.length > 1 ? parts[1] : "0");
      }
      NodeDef node = nodes.get(parts[0]);
      FunctionDef callee = functions.get(node.getOp());
      OpDef op = callee != null ? callee.getSignature() : OpDefs.of(node);
      long first = parts.length > 1 ? OpDefs.position(op, node, parts[1]) : 0;
      return name + ":" + (first + Nodes.number(parts, 2));
    }

    private String flatName(String node, String input) {
      String name = flatNames.get(node);
      if (name == null) {
        throw new GraphException(
            "%s is read%s, but it is not there"
                .formatted(input, call == null ? "" : " in " + function.getSignature().getName()));
      }
      return name;
    }
  }
}
