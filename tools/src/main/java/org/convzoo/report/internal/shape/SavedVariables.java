package org.convzoo.report.internal.shape;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.convzoo.report.internal.control.Nodes;
import org.convzoo.report.internal.op.Attributes;
import org.convzoo.report.internal.op.GraphException;
import org.tensorflow.GraphOperation;
import org.tensorflow.OperationAttributeInspector;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedConcreteFunction;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedObject;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedObjectGraph;
import org.tensorflow.proto.VariableDef;

/**
 * What a SavedModel says of its variables beside the graph: which ones training moves by gradients.
 *
 * <p>TensorFlow 2 says it of the objects that a function binds, in the order of the function's last
 * arguments; TensorFlow 1 in collections of variables.
 */
public final class SavedVariables {

  private static final String TRAINABLE = "_trainable";

  private SavedVariables() {}

  /** The graph of {@code meta}, which then says what is {@link #trainable}. */
  public static GraphDef described(MetaGraphDef meta) {
    Map<String, Boolean> trainable = new HashMap<>();
    addCollection(meta, "variables", false, trainable);
    addCollection(meta, "trainable_variables", true, trainable);
    for (NodeDef node : meta.getGraphDef().getNodeList()) {
      String function =
          node.getAttrOrDefault("f", AttrValue.getDefaultInstance()).getFunc().getName();
      SavedConcreteFunction saved =
          meta.getObjectGraphDef().getConcreteFunctionsMap().get(function);
      if (saved != null) {
        addBound(node, saved.getBoundInputsList(), meta.getObjectGraphDef(), trainable);
      }
    }
    GraphDef.Builder graph = meta.getGraphDef().toBuilder();
    for (NodeDef.Builder node : graph.getNodeBuilderList()) {
      Boolean known = trainable.get(node.getName());
      if (known != null) {
        node.putAttr(TRAINABLE, AttrValue.newBuilder().setB(known).build());
      }
    }
    return graph.build();
  }

  /** Whether this attribute is what {@link #described} adds. */
  public static boolean says(String attribute) {
    return attribute.equals(TRAINABLE);
  }

  /** Whether gradients move a variable, if its file says it. */
  static Optional<Boolean> trainable(GraphOperation variable) {
    return Attributes.find(variable, TRAINABLE, OperationAttributeInspector::getAttrBool);
  }

  private static void addBound(
      NodeDef call, List<Integer> bound, SavedObjectGraph objects, Map<String, Boolean> trainable) {
    List<String> inputs = call.getInputList().stream().filter(i -> !i.startsWith("^")).toList();
    int first = inputs.size() - bound.size();
    for (int i = Math.max(0, -first); i < bound.size(); i++) {
      int id = bound.get(i);
      if (id >= 0 && id < objects.getNodesCount()) {
        SavedObject object = objects.getNodes(id);
        if (object.hasVariable()) {
          trainable.put(Nodes.name(inputs.get(first + i)), object.getVariable().getTrainable());
        }
      }
    }
  }

  private static void addCollection(
      MetaGraphDef meta, String name, boolean value, Map<String, Boolean> trainable) {
    if (meta.containsCollectionDef(name)) {
      for (ByteString bytes : meta.getCollectionDefOrThrow(name).getBytesList().getValueList()) {
        try {
          String tensor = VariableDef.parseFrom(bytes).getVariableName();
          trainable.put(Nodes.name(tensor), value);
        } catch (InvalidProtocolBufferException e) {
          throw new GraphException("the collection %s is damaged".formatted(name), e);
        }
      }
    }
  }
}
