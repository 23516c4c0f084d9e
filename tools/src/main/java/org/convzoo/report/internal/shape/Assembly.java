package org.convzoo.report.internal.shape;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.convzoo.report.internal.op.Marks;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Nodes that are added to a graph, with names that it does not have. */
final class Assembly {

  private final String scope;
  private final Set<String> names;
  private final List<NodeDef> nodes = new ArrayList<>();

  /**
   * @param scope what the names begin with
   * @param names those that there are; the new ones are added
   */
  Assembly(String scope, Set<String> names) {
    this.scope = scope;
    this.names = names;
  }

  List<NodeDef> nodes() {
    return nodes;
  }

  /** Returns a node of shape arithmetic that is to be added. */
  NodeDef.Builder node(String op, String... inputs) {
    return named(op, inputs).putAttr(Marks.ADDED, Marks.yes());
  }

  /** Returns a node that is to be added, with its name. */
  NodeDef.Builder named(String op, String... inputs) {
    String name = scope + "/" + op;
    while (!names.add(name)) {
      name += "_";
    }
    return NodeDef.newBuilder().setName(name).setOp(op).addAllInput(List.of(inputs));
  }

  /** Adds a node, and returns its first output. */
  String add(NodeDef.Builder node) {
    nodes.add(node.build());
    return node.getName() + ":0";
  }

  /** Adds an operation with one type for all that it reads and puts out. */
  String add(String op, DataType type, String... inputs) {
    return add(node(op, inputs).putAttr("T", type(type)));
  }

  /** Adds a constant integer of 64 bits. */
  String constant(long number) {
    return constant(DataType.DT_INT64, TensorProto.newBuilder().addInt64Val(number), List.of());
  }

  /** Adds a constant list of one integer of 32 bits. */
  String list(int number) {
    return constant(DataType.DT_INT32, TensorProto.newBuilder().addIntVal(number), List.of(1));
  }

  private String constant(DataType type, TensorProto.Builder value, List<Integer> sizes) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    sizes.forEach(size -> shape.addDimBuilder().setSize(size));
    value.setDtype(type).setTensorShape(shape);
    return add(
        node("Const")
            .putAttr("dtype", type(type))
            .putAttr("value", AttrValue.newBuilder().setTensor(value).build()));
  }

  static AttrValue type(DataType type) {
    return AttrValue.newBuilder().setType(type).build();
  }
}
