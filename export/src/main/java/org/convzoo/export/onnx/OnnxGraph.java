package org.convzoo.export.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Nodes and constants of an ONNX graph, as they are made. */
final class OnnxGraph {

  private final List<NodeProto.Builder> nodes = new ArrayList<>();
  private final Map<String, Initializer> initializers = new LinkedHashMap<>();
  private final Map<String, String> outputs = new HashMap<>();
  private final Set<String> names;

  /**
   * Begins a graph.
   *
   * @param taken names that nothing else may have, of its inputs and outputs
   */
  OnnxGraph(Collection<String> taken) {
    names = new HashSet<>(taken);
  }

  /**
   * Adds a node of one output.
   *
   * @param name of the output, to which a number is added where it is taken
   * @param inputs empty for those that are left out
   * @return the output's name
   */
  String node(String type, String name, List<String> inputs, AttributeProto... attributes) {
    return node(type, name, 1, inputs, attributes).get(0);
  }

  /** Adds a node of several outputs, likewise. */
  List<String> node(
      String type, String name, int outputs, List<String> inputs, AttributeProto... attributes) {
    String own = free(name);
    NodeProto.Builder node =
        NodeProto.newBuilder()
            .setOpType(type)
            .setName(own)
            .addAllInput(inputs)
            .addAllAttribute(Arrays.asList(attributes))
            .addOutput(own);
    for (int i = 1; i < outputs; i++) {
      node.addOutput(free(own + ":" + i));
    }
    nodes.add(node);
    return List.copyOf(node.getOutputList());
  }

  private String free(String name) {
    String free = name;
    for (int i = 1; !names.add(free); i++) {
      free = name + "_" + i;
    }
    return free;
  }

  /** Adds a list of whole numbers, or finds it. */
  String numbers(long... values) {
    String name = "int64" + joined(values);
    return constant(name, own -> Initializer.of(own, new long[] {values.length}, values));
  }

  /** Adds a whole number, or finds it. */
  String number(long value) {
    return constant("int64_" + value, own -> Initializer.of(own, new long[0], value));
  }

  /** Adds a tensor of one number at every place, or finds it. */
  String filled(float value, long... shape) {
    String name = "float_" + value + (shape.length == 0 ? "" : "_of" + joined(shape));
    return constant(name, own -> Initializer.filled(own, shape, value));
  }

  private static String joined(long... values) {
    return Arrays.stream(values).mapToObj(value -> "_" + value).collect(Collectors.joining());
  }

  /** Adds a constant, or finds that of its name. */
  String constant(String name, Function<String, Initializer> made) {
    if (!initializers.containsKey(name)) {
      initializers.put(name, made.apply(name));
      names.add(name);
    }
    return name;
  }

  /** Gives a node's output the name of one of the graph's, or copies it under that. */
  void name(String value, String output) {
    boolean made = nodes.stream().anyMatch(node -> node.getOutputList().contains(value));
    if (!made) {
      nodes.add(
          NodeProto.newBuilder()
              .setOpType("Identity")
              .setName(output)
              .addInput(outputs.getOrDefault(value, value))
              .addOutput(output));
      return;
    }
    outputs.put(value, output);
    for (NodeProto.Builder node : nodes) {
      for (int i = 0; i < node.getInputCount(); i++) {
        if (node.getInput(i).equals(value)) {
          node.setInput(i, output);
        }
      }
      for (int i = 0; i < node.getOutputCount(); i++) {
        if (node.getOutput(i).equals(value)) {
          node.setOutput(i, output);
        }
      }
    }
  }

  /** Leaves out what the graph's outputs do not need. */
  void prune(Collection<String> outputs) {
    Set<String> needed = new HashSet<>(outputs);
    for (int i = nodes.size() - 1; i >= 0; i--) {
      if (nodes.get(i).getOutputList().stream().anyMatch(needed::contains)) {
        needed.addAll(nodes.get(i).getInputList());
      } else {
        nodes.remove(i);
      }
    }
    initializers.keySet().retainAll(needed);
  }

  /** Adds the nodes to a message. */
  void addTo(GraphProto.Builder graph) {
    nodes.forEach(graph::addNode);
  }

  /** Returns the constants. */
  Collection<Initializer> initializers() {
    return initializers.values();
  }
}
