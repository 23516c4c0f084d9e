package org.convzoo.report.source;

import java.util.Set;
import org.convzoo.report.internal.control.OpDefs;
import org.convzoo.report.internal.op.GraphException;
import org.convzoo.report.internal.op.Marks;
import org.convzoo.report.internal.op.Sizes;
import org.convzoo.report.internal.shape.SavedVariables;
import org.convzoo.report.internal.shape.ShapeArithmetic;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Makes someone else's graph ready to be imported.
 *
 * <p>Import infers shapes, and for that TensorFlow runs what depends on constants alone, be it an
 * operation that reads a file or one that fills the memory. Here it may do so only with {@link
 * ShapeArithmetic}: all other operations are marked in a way that keeps it off. And what a node
 * claims of sizes and numbers has to be true, or at least possible.
 */
public final class GraphSanitizer {

  /** TensorFlow leaves operations alone that have a function as an attribute. */
  private static final AttrValue OFF =
      AttrValue.newBuilder().setFunc(NameAttrList.newBuilder().setName("off")).build();

  /** How the attribute that keeps TensorFlow off shows where it complains of an operation. */
  static final String MARK = "_keep=off[], ";

  private static final int MOST_OUTPUTS = 10_000;
  private static final int MOST_INPUTS = 1_000_000;
  private static final long MOST_BYTES = Integer.MAX_VALUE;

  private GraphSanitizer() {}

  /**
   * Returns {@code graph}, ready to be imported; its longer constants have lost their numbers.
   *
   * @throws GraphException if an operation is unknown or claims the impossible
   */
  static GraphDef taken(GraphDef graph) {
    GraphDef.Builder ready = graph.toBuilder();
    int inputs = graph.getNodeList().stream().mapToInt(NodeDef::getInputCount).sum();
    if (inputs > MOST_INPUTS) {
      throw new GraphException("its operations have more than %,d inputs".formatted(MOST_INPUTS));
    }
    Set<String> arithmetic = ShapeArithmetic.in(graph.getNodeList());
    for (NodeDef.Builder node : ready.getNodeBuilderList()) {
      OpDef op = OpDefs.of(node.build());
      checkNumbers(op, node.build());
      for (String attribute : Set.copyOf(node.getAttrMap().keySet())) {
        boolean ours = SavedVariables.says(attribute) || Marks.isOne(attribute);
        if (!ours && !OpDefs.hasAttribute(op, attribute)) {
          node.removeAttr(attribute);
        }
      }
      if (op.getName().equals("Const")) {
        shorten(node);
      } else if (!arithmetic.contains(node.getName())) {
        node.putAttr("_keep", OFF);
      }
    }
    return ready.build();
  }

  private static void checkNumbers(OpDef op, NodeDef node) {
    long outputs = OpDefs.outputs(op, node);
    if (outputs < 0 || outputs > MOST_OUTPUTS) {
      throw new GraphException(
          "%s: %s cannot have %,d outputs".formatted(node.getName(), op.getName(), outputs));
    }
    long given = node.getInputList().stream().filter(input -> !input.startsWith("^")).count();
    long asked = OpDefs.inputs(op, node);
    if (given != asked) {
      throw new GraphException(
          "%s: %s has %,d inputs, and should have %,d"
              .formatted(node.getName(), op.getName(), given, asked));
    }
  }

  /**
   * A constant that is too long for a shape loses its numbers: weights are counted by their shape,
   * and what else there is stands as something that is not known.
   */
  private static void shorten(NodeDef.Builder node) {
    TensorProto value = node.getAttrOrDefault("value", AttrValue.getDefaultInstance()).getTensor();
    checkBytes(node.getName(), value);
    if (ShapeArithmetic.isShort(value.getTensorShape())) {
      return;
    }
    if (Sizes.isFloating(value.getDtype())) {
      TensorProto.Builder empty =
          TensorProto.newBuilder()
              .setDtype(value.getDtype())
              .setTensorShape(value.getTensorShape());
      node.putAttr("value", AttrValue.newBuilder().setTensor(empty).build());
    } else {
      AttrValue shape = AttrValue.newBuilder().setShape(value.getTensorShape()).build();
      node.setOp("Placeholder").removeAttr("value").putAttr("shape", shape);
    }
  }

  private static void checkBytes(String name, TensorProto value) {
    double bytes = Math.max(1, Sizes.bytes(value.getDtype()));
    for (TensorShapeProto.Dim dimension : value.getTensorShape().getDimList()) {
      bytes *= Math.max(0, dimension.getSize());
    }
    if (bytes > MOST_BYTES) {
      throw new GraphException("%s: a constant cannot have %,.0f bytes".formatted(name, bytes));
    }
  }
}
