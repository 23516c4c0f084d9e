package org.convzoo.report.internal.shape;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.convzoo.report.internal.control.Nodes;
import org.convzoo.report.internal.control.Origins;
import org.convzoo.report.internal.op.Attributes;
import org.convzoo.report.internal.op.Marks;
import org.tensorflow.GraphOperation;
import org.tensorflow.OperationAttributeInspector;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Tells TensorFlow the shapes that it does not infer where a tensor comes out of a list or a table:
 * an element of a list has the shape of what the list was made of, a stack as many elements as the
 * list and their shape, and what a table has for keys the shape of the keys.
 */
public final class ElementShapes {

  private static final DataType INT = DataType.DT_INT32;

  private static final Set<String> ARITHMETIC = Set.of("Shape", "StridedSlice", "Pack", "ConcatV2");

  private final Map<String, NodeDef> nodes;
  private final Set<String> names;
  private final Origins lists = new Origins(this::unchanged);
  private final Origins reserved = new Origins(this::unwritten);

  private ElementShapes(GraphDef graph) {
    nodes = Nodes.byName(graph.getNodeList());
    names = new HashSet<>(nodes.keySet());
  }

  /** Whether an operation is arithmetic on shapes that was added here: it is no work. */
  public static boolean isAdded(GraphOperation op) {
    return ARITHMETIC.contains(op.type())
        && Attributes.find(op, Marks.ADDED, OperationAttributeInspector::getAttrBool).isPresent();
  }

  /** Returns {@code graph} with what it does not say. */
  public static GraphDef told(GraphDef graph) {
    ElementShapes shapes = new ElementShapes(graph);
    GraphDef.Builder told = GraphDef.newBuilder().setVersions(graph.getVersions());
    for (NodeDef node : graph.getNodeList()) {
      Assembly added = new Assembly(node.getName(), shapes.names);
      NodeDef now =
          switch (node.getOp()) {
            case "TensorListGetItem" -> shapes.element(node, added);
            case "TensorListStack" -> shapes.stack(node, added);
            case "LookupTableFindV2" -> shapes.found(node, added);
            default -> node;
          };
      told.addNode(now).addAllNode(added.nodes());
    }
    return told.build();
  }

  private NodeDef element(NodeDef get, Assembly to) {
    if (get.getInputCount() < 3) {
      return get;
    }
    NodeDef list = node(lists.of(get.getInput(0)));
    Optional<String> shape = Optional.empty();
    if (list.getOp().equals("TensorListFromTensor")) {
      shape = first(list).map(tensor -> cut(shape(tensor, list, to), 1, Integer.MAX_VALUE, to));
    } else if (list.getOp().equals("TensorListSetItem")) {
      shape = item(list).map(item -> shape(item, list, to));
    }
    return shape.map(s -> get.toBuilder().setInput(2, s).build()).orElse(get);
  }

  /** It costs as much to write an element as often. */
  private NodeDef stack(NodeDef stack, Assembly to) {
    Optional<String> list = first(stack).map(lists::of);
    NodeDef written = list.map(this::node).orElse(stack);
    Optional<String> item = item(written);
    if (item.isEmpty()) {
      return stack;
    }
    NodeDef made = node(reserved.of(list.get()));
    Optional<String> length = length(made, to);
    if (length.isEmpty()) {
      return stack;
    }
    String sizes =
        to.add(
            to.node("ConcatV2", length.get(), shape(item.get(), written, to), to.constant(0))
                .putAttr("N", Marks.number(2))
                .putAttr("T", Assembly.type(INT))
                .putAttr("Tidx", Assembly.type(DataType.DT_INT64)));
    NodeDef.Builder whole =
        NodeDef.newBuilder()
            .setName(stack.getName())
            .setOp("BroadcastTo")
            .setDevice(stack.getDevice())
            .addInput(item.get())
            .addInput(sizes)
            .addInput("^" + Nodes.name(stack.getInput(0)))
            .putAttr("T", elementType(written))
            .putAttr("Tidx", Assembly.type(INT));
    Marks.placeLike(stack, whole);
    return whole.build();
  }

  private Optional<String> length(NodeDef made, Assembly to) {
    return switch (made.getOp()) {
      case "TensorListReserve" ->
          made.getInputCount() < 2
              ? Optional.empty()
              : Optional.of(
                  to.add(
                      to.node("Pack", made.getInput(1))
                          .putAttr("N", Marks.number(1))
                          .putAttr("T", Assembly.type(INT))));
      case "TensorListFromTensor" ->
          first(made).map(tensor -> cut(shape(tensor, made, to), 0, 1, to));
      default -> Optional.empty();
    };
  }

  /** The numbers of a table of this type are single ones. */
  private NodeDef found(NodeDef find, Assembly to) {
    if (find.getInputCount() < 3
        || !node(lists.of(find.getInput(0))).getOp().equals("HashTableV2")) {
      return find;
    }
    AttrValue keys = find.getAttrOrDefault("Tin", AttrValue.getDefaultInstance());
    AttrValue values = find.getAttrOrDefault("Tout", AttrValue.getDefaultInstance());
    NodeDef.Builder number =
        to.named("LookupTableFindV2", find.getInputList().toArray(String[]::new))
            .setDevice(find.getDevice())
            .putAttr("Tin", keys)
            .putAttr("Tout", values);
    Marks.placeLike(find, number);
    String shape = shape(find.getInput(1), keys, to);
    NodeDef.Builder shaped =
        NodeDef.newBuilder()
            .setName(find.getName())
            .setOp("Reshape")
            .setDevice(find.getDevice())
            .addInput(to.add(number))
            .addInput(shape)
            .putAttr("T", values)
            .putAttr("Tshape", Assembly.type(INT));
    Marks.placeLike(find, shaped);
    return shaped.build();
  }

  private static String shape(String tensor, NodeDef list, Assembly to) {
    return shape(tensor, elementType(list), to);
  }

  private static String shape(String tensor, AttrValue type, Assembly to) {
    return to.add(
        to.node("Shape", tensor).putAttr("T", type).putAttr("out_type", Assembly.type(INT)));
  }

  private static String cut(String shape, int begin, int end, Assembly to) {
    return to.add(
        to.node("StridedSlice", shape, to.list(begin), to.list(end), to.list(1))
            .putAttr("T", Assembly.type(INT))
            .putAttr("Index", Assembly.type(INT)));
  }

  private static AttrValue elementType(NodeDef list) {
    return list.getAttrOrDefault("element_dtype", AttrValue.getDefaultInstance());
  }

  private static Optional<String> first(NodeDef node) {
    return node.getInputCount() > 0 ? Optional.of(node.getInput(0)) : Optional.empty();
  }

  private static Optional<String> item(NodeDef set) {
    return set.getOp().equals("TensorListSetItem") && set.getInputCount() > 2
        ? Optional.of(set.getInput(2))
        : Optional.empty();
  }

  private NodeDef node(String tensor) {
    return nodes.getOrDefault(Nodes.name(tensor), NodeDef.getDefaultInstance());
  }

  /** A list is the same behind an identity, or a loop, which leaves what its first round made. */
  private Optional<String> unchanged(String list) {
    NodeDef node = node(list);
    int number = Nodes.number(list.split(":"), 1);
    return node.getOp().equals("IdentityN") && number < node.getInputCount()
        ? Optional.of(node.getInput(number))
        : Nodes.identical(node);
  }

  /** Whatever is written, the list stays as long. */
  private Optional<String> unwritten(String list) {
    NodeDef node = node(list);
    return node.getOp().equals("TensorListSetItem") ? first(node) : unchanged(list);
  }
}
