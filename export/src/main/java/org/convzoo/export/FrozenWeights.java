package org.convzoo.export;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.convzoo.ops.Folding;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TFloat32;

/**
 * The weights of an exported model that holds them as constants. Nothing else of its graph is
 * loaded, and nothing of it is run.
 */
public final class FrozenWeights {

  private final Map<String, NodeDef> constants;

  private FrozenWeights(Map<String, NodeDef> constants) {
    this.constants = constants;
  }

  /**
   * Reads the weights of a SavedModel.
   *
   * @param folder where {@code saved_model.pb} stands
   * @throws IOException if it cannot be read, is no SavedModel, or lacks a weight's value
   */
  public static FrozenWeights read(Path folder) throws IOException {
    Map<String, NodeDef> constants = new HashMap<>();
    for (NodeDef node : SavedModelFile.read(folder).serving().getGraphDef().getNodeList()) {
      if (!node.getOp().equals("Const") || !node.containsAttr("_trainable")) {
        continue;
      }
      if (!node.containsAttr("value")) {
        throw new IOException(
            "%s is damaged: its weight \"%s\" has no value".formatted(folder, node.getName()));
      }
      if (node.getAttrOrThrow("value").getTensor().getDtype() == DataType.DT_FLOAT) {
        constants.put(node.getName(), node);
      }
    }
    return new FrozenWeights(constants);
  }

  /** Whether batch norms are part of other layers' weights, so that training cannot go on. */
  public boolean isFolded() {
    return constants.keySet().stream()
        .anyMatch(name -> Folding.NAMES.contains(name.substring(name.lastIndexOf('/') + 1)));
  }

  /** Returns their shapes by the names of the variables that they stand for. */
  public Map<String, Shape> shapes() {
    return constants.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, constant -> shape(constant.getValue())));
  }

  private static Shape shape(NodeDef constant) {
    TensorShapeProto shape = constant.getAttrOrThrow("value").getTensor().getTensorShape();
    return Shape.of(shape.getDimList().stream().mapToLong(TensorShapeProto.Dim::getSize).toArray());
  }

  /**
   * Returns one of them.
   *
   * @return its value, for the caller to close
   * @throws org.tensorflow.exceptions.TensorFlowException if it is damaged
   */
  public TFloat32 value(String variable) {
    try (Graph graph = new Graph()) {
      graph.importGraphDef(GraphDef.newBuilder().addNode(constants.get(variable)).build());
      try (Session session = new Session(graph)) {
        return (TFloat32) session.runner().fetch(variable).run().get(0);
      }
    }
  }
}
