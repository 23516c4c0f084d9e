package org.convzoo.report;

import java.util.Set;
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
 * operation that reads a file or one that fills the memory. Here it may do so only with arithmetic
 * on shapes: all other operations are marked in a way that keeps it off. And what a node claims of
 * sizes and numbers has to be true, or at least possible.
 */
final class Precautions {

  /** What shapes are computed by: the operations that TensorFlow may run. */
  private static final Set<String> SHAPE_ARITHMETIC =
      Set.of(
          ("Identity Cast Shape ShapeN Size Rank Range Pack Unpack Slice StridedSlice Split SplitV"
                  + " Concat ConcatV2 Reshape Squeeze ExpandDims Gather GatherV2 Add AddV2 Sub Mul"
                  + " Div RealDiv FloorDiv FloorMod Maximum Minimum Neg Abs Ceil Floor Round Sqrt"
                  + " Pow Sum Prod Max Min Greater GreaterEqual Less LessEqual Equal NotEqual"
                  + " LogicalAnd LogicalOr LogicalNot Select SelectV2")
              .split(" "));

  /** TensorFlow leaves operations alone that have a function as an attribute. */
  private static final AttrValue OFF =
      AttrValue.newBuilder().setFunc(NameAttrList.newBuilder().setName("off")).build();

  /** How the attribute that keeps TensorFlow off shows where it complains of an operation. */
  static final String MARK = "_keep=off[], ";

  private static final int MOST_OUTPUTS = 10_000;
  private static final int MOST_INPUTS = 1_000_000;
  private static final long MOST_BYTES = Integer.MAX_VALUE;
  private static final int LONGEST_SHAPE = 4096;

  private Precautions() {}

  /**
   * Returns {@code graph}, ready to be imported; its longer constants have lost their numbers.
   *
   * @throws GraphException if an operation is unknown or claims the impossible
   */
  static GraphDef taken(GraphDef graph) {
    GraphDef.Builder ready = graph.toBuilder();
    int inputs = 0;
    for (NodeDef.Builder node : ready.getNodeBuilderList()) {
      OpDef op = OpDefs.of(node.build());
      inputs += node.getInputCount();
      checkNumbers(op, node.build());
      for (String attribute : Set.copyOf(node.getAttrMap().keySet())) {
        boolean ours = SavedVariables.says(attribute) || ControlFlow.notes(attribute);
        if (!ours && !OpDefs.hasAttribute(op, attribute)) {
          node.removeAttr(attribute);
        }
      }
      if (op.getName().equals("Const")) {
        shorten(node);
      } else if (!SHAPE_ARITHMETIC.contains(op.getName())) {
        node.putAttr("_keep", OFF);
      }
    }
    if (inputs > MOST_INPUTS) {
      throw new GraphException("its operations have more than %,d inputs".formatted(MOST_INPUTS));
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

  /** Nobody asks for the numbers of a constant that is too long for a shape. */
  private static void shorten(NodeDef.Builder node) {
    TensorProto value = node.getAttrOrDefault("value", AttrValue.getDefaultInstance()).getTensor();
    long bytes = bytes(node.getName(), value);
    if (bytes > LONGEST_SHAPE) {
      TensorProto empty =
          TensorProto.newBuilder()
              .setDtype(value.getDtype())
              .setTensorShape(value.getTensorShape())
              .build();
      node.putAttr("value", AttrValue.newBuilder().setTensor(empty).build());
    }
  }

  private static long bytes(String name, TensorProto value) {
    double bytes = Math.max(1, Sizes.bytes(value.getDtype()));
    for (TensorShapeProto.Dim dimension : value.getTensorShape().getDimList()) {
      bytes *= Math.max(0, dimension.getSize());
    }
    if (bytes > MOST_BYTES) {
      throw new GraphException("%s: a constant cannot have %,.0f bytes".formatted(name, bytes));
    }
    return (long) bytes;
  }
}
