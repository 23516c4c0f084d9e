package org.convzoo.report.source;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.convzoo.report.internal.control.Nodes;
import org.convzoo.report.internal.control.OpDefs;
import org.convzoo.report.internal.op.GraphException;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorShapeProto;

/**
 * A frozen graph: one GraphDef whose weights are constants. Its placeholders are its inputs, and
 * what nothing else reads is its output.
 */
final class FrozenFile {

  private static final Set<String> NO_OUTPUTS = Set.of("Const", "Placeholder");
  private static final AttrValue ANY_SHAPE =
      AttrValue.newBuilder().setShape(TensorShapeProto.newBuilder().setUnknownRank(true)).build();

  private FrozenFile() {}

  static ForeignGraph read(Path file) throws IOException {
    GraphDef graph = ForeignGraph.parse(file, GraphDef.parser(), "frozen graph");
    List<ForeignGraph.Input> inputs = new ArrayList<>();
    Set<String> read = new HashSet<>();
    for (NodeDef node : graph.getNodeList()) {
      node.getInputList().forEach(input -> read.add(Nodes.name(input)));
      if (node.getOp().equals("Placeholder")) {
        inputs.add(
            new ForeignGraph.Input(
                node.getName(),
                node.getAttrOrDefault("dtype", AttrValue.getDefaultInstance()).getType(),
                node.getAttrOrDefault("shape", ANY_SHAPE).getShape()));
      }
    }
    List<String> outputs =
        graph.getNodeList().stream()
            .filter(node -> !read.contains(node.getName()) && computes(node))
            .map(NodeDef::getName)
            .toList();
    if (outputs.isEmpty()) {
      throw new GraphException(file + " holds no graph that computes anything");
    }
    return new ForeignGraph(file.getFileName().toString(), graph, inputs, outputs);
  }

  private static boolean computes(NodeDef node) {
    return !NO_OUTPUTS.contains(node.getOp())
        && (!OpDefs.isKnown(node.getOp()) || OpDefs.outputs(OpDefs.of(node), node) > 0);
  }
}
