package org.convzoo.report.source;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.convzoo.ops.internal.runtime.CheckpointIndex;
import org.convzoo.report.internal.control.Inlining;
import org.convzoo.report.internal.control.Nodes;
import org.convzoo.report.internal.shape.Parameters;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.BundleEntryProto;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Shapes of variables that a SavedModel's graph leaves open, as in its checkpoint. Which tensor of
 * it is whose stands in the operations that would restore them.
 */
final class RestoredShapes {

  private static final Set<String> ASSIGNMENTS = Set.of("Assign", "AssignVariableOp");

  private RestoredShapes() {}

  /**
   * Completes the graph of the SavedModel in {@code folder}, where it needs that and there is a
   * checkpoint.
   *
   * @param restore the operation that restores all variables
   */
  static GraphDef completed(GraphDef graph, Path folder, String restore) throws IOException {
    Path index = folder.resolve("variables").resolve("variables.index");
    boolean open = graph.getNodeList().stream().anyMatch(RestoredShapes::isOpen);
    if (!open || restore.isEmpty() || !Files.isRegularFile(index)) {
      return graph;
    }
    Map<String, BundleEntryProto> tensors = CheckpointIndex.tensors(index);
    Map<String, String> keys = keys(graph, restore);
    GraphDef.Builder completed = graph.toBuilder();
    for (NodeDef.Builder node : completed.getNodeBuilderList()) {
      BundleEntryProto tensor = tensors.get(keys.get(node.getName()));
      if (isOpen(node.build()) && tensor != null) {
        node.putAttr("shape", AttrValue.newBuilder().setShape(tensor.getShape()).build());
      }
    }
    return completed.build();
  }

  private static boolean isOpen(NodeDef node) {
    TensorShapeProto shape =
        node.getAttrOrDefault("shape", AttrValue.getDefaultInstance()).getShape();
    return Parameters.isVariable(node.getOp())
        && (shape.getUnknownRank()
            || shape.getDimList().stream().anyMatch(dimension -> dimension.getSize() < 0));
  }

  /** The checkpoint's keys, by the names of the variables that they are assigned to. */
  private static Map<String, String> keys(GraphDef graph, String restore) {
    NodeDef last = Nodes.byName(graph.getNodeList()).get(restore);
    boolean called = last != null && last.getAttrMap().containsKey("f");
    String end = called ? restore + ":0" : "^" + restore;
    List<NodeDef> nodes = Inlining.of(graph, List.of(end)).graph().getNodeList();
    Map<String, NodeDef> byName = Nodes.byName(nodes);
    Map<String, String> keys = new HashMap<>();
    for (NodeDef node : nodes) {
      if (ASSIGNMENTS.contains(node.getOp()) && node.getInputCount() > 1) {
        String restored = source(byName, node.getInput(1));
        NodeDef from = byName.get(Nodes.name(restored));
        if (from.getOp().equals("RestoreV2") && from.getInputCount() > 1) {
          NodeDef names = byName.get(Nodes.name(from.getInput(1)));
          List<ByteString> texts =
              names
                  .getAttrOrDefault("value", AttrValue.getDefaultInstance())
                  .getTensor()
                  .getStringValList();
          int number = Nodes.number(restored.split(":"), 1);
          if (number < texts.size()) {
            keys.put(Nodes.name(node.getInput(0)), texts.get(number).toStringUtf8());
          }
        }
      }
    }
    return keys;
  }

  /** The tensor behind operations that hand it on. */
  private static String source(Map<String, NodeDef> nodes, String tensor) {
    String source = tensor;
    for (int steps = 0; steps < nodes.size(); steps++) {
      NodeDef node = nodes.get(Nodes.name(source));
      if (!node.getOp().equals("Identity") || node.getInputCount() == 0) {
        break;
      }
      source = node.getInput(0);
    }
    return source;
  }
}
