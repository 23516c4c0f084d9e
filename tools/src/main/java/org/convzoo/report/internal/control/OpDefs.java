package org.convzoo.report.internal.control;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.convzoo.report.internal.op.GraphException;
import org.tensorflow.TensorFlow;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/** What TensorFlow knows of its operations: here, how many tensors each reads and puts out. */
public final class OpDefs {

  private static final Map<String, OpDef> REGISTERED =
      TensorFlow.registeredOpList().getOpList().stream()
          .collect(Collectors.toMap(OpDef::getName, Function.identity()));

  private OpDefs() {}

  /** Whether TensorFlow has operations of this type. */
  public static boolean isKnown(String type) {
    return REGISTERED.containsKey(type);
  }

  /**
   * Returns the definition of a node's type.
   *
   * @throws GraphException if TensorFlow has no such operation
   */
  public static OpDef of(NodeDef node) {
    OpDef op = REGISTERED.get(node.getOp());
    if (op == null) {
      throw new GraphException(
          "%s: TensorFlow %s has no operation %s"
              .formatted(node.getName(), TensorFlow.version(), node.getOp()));
    }
    return op;
  }

  /** Returns the number of tensors that {@code node}, defined by {@code op}, puts out. */
  public static long outputs(OpDef op, NodeDef node) {
    return op.getOutputArgList().stream().mapToLong(output -> tensors(output, op, node)).sum();
  }

  /** Returns the number of tensors that {@code node}, defined by {@code op}, reads. */
  public static long inputs(OpDef op, NodeDef node) {
    return op.getInputArgList().stream().mapToLong(input -> tensors(input, op, node)).sum();
  }

  /** Whether nodes defined by {@code op} have an attribute of this name. */
  public static boolean hasAttribute(OpDef op, String name) {
    return op.getAttrList().stream().anyMatch(attribute -> attribute.getName().equals(name));
  }

  /** Returns the number of the first tensor of a node's {@code output}, of which it has several. */
  static long position(OpDef op, NodeDef node, String output) {
    long position = 0;
    for (OpDef.ArgDef each : op.getOutputArgList()) {
      if (each.getName().equals(output)) {
        return position;
      }
      position += tensors(each, op, node);
    }
    throw new GraphException(
        "%s: %s has no output %s".formatted(node.getName(), node.getOp(), output));
  }

  private static long tensors(OpDef.ArgDef argument, OpDef op, NodeDef node) {
    if (!argument.getNumberAttr().isEmpty()) {
      return attribute(op, node, argument.getNumberAttr()).getI();
    }
    if (!argument.getTypeListAttr().isEmpty()) {
      return attribute(op, node, argument.getTypeListAttr()).getList().getTypeCount();
    }
    return 1;
  }

  private static AttrValue attribute(OpDef op, NodeDef node, String name) {
    return op.getAttrList().stream()
        .filter(attribute -> attribute.getName().equals(name))
        .map(attribute -> node.getAttrOrDefault(name, attribute.getDefaultValue()))
        .findAny()
        .orElseThrow(
            () ->
                new GraphException(
                    "%s: %s has no attribute %s".formatted(node.getName(), node.getOp(), name)));
  }
}
