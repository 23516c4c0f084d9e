package org.convzoo.export.internal.graph;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.tensorflow.TensorFlow;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/** Attributes of operations whose value is the default of TensorFlow's registry. */
final class DefaultAttributes {

  private static final Map<String, OpDef> OPERATIONS =
      TensorFlow.registeredOpList().getOpList().stream()
          .collect(Collectors.toUnmodifiableMap(OpDef::getName, Function.identity()));

  private DefaultAttributes() {}

  /** Returns a graph without them; functions have theirs left out, too, and are sorted by name. */
  static GraphDef stripped(GraphDef graph) {
    GraphDef.Builder stripped = graph.toBuilder();
    stripped.getNodeBuilderList().forEach(DefaultAttributes::strip);
    for (FunctionDef.Builder function : stripped.getLibraryBuilder().getFunctionBuilderList()) {
      function.getNodeDefBuilderList().forEach(DefaultAttributes::strip);
      List<NodeDef> nodes = new ArrayList<>(function.getNodeDefList());
      nodes.sort(Comparator.comparing(NodeDef::getName)); // TensorFlow's order may be any
      function.clearNodeDef().addAllNodeDef(nodes);
    }
    return stripped.build();
  }

  private static void strip(NodeDef.Builder node) {
    OpDef operation = OPERATIONS.getOrDefault(node.getOp(), OpDef.getDefaultInstance());
    for (OpDef.AttrDef attribute : operation.getAttrList()) {
      String name = attribute.getName();
      if (attribute.hasDefaultValue()
          && attribute.getDefaultValue().equals(node.getAttrMap().get(name))) {
        node.removeAttr(name);
      }
    }
  }
}
