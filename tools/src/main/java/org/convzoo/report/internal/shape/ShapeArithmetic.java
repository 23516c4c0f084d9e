package org.convzoo.report.internal.shape;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.convzoo.report.internal.control.Nodes;
import org.convzoo.report.internal.op.Marks;
import org.convzoo.report.internal.op.Sizes;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Which operations TensorFlow may run to infer shapes: arithmetic on shapes, of few numbers. How
 * many numbers an operation puts out is bounded from above by what it reads, before anything runs.
 */
public final class ShapeArithmetic {

  /** An upper bound of the numbers in each output of an operation, and of its axes. */
  private record Bound(long elements, int rank) {

    static final Bound SCALAR = new Bound(1, 0);
    static final Bound SHAPE = new Bound(254, 1); // TensorFlow's tensors have no more axes

    Bound {
      elements = rank == 0 ? 1 : elements;
    }
  }

  /** What can be known without the numbers of what it reads. */
  private static final Set<String> SOURCES = words("Const Shape ShapeN Size Rank");

  private static final Set<String> UNARY =
      words(
          "Identity Cast Neg Abs Ceil Floor Round Sqrt LogicalNot Slice Squeeze Sum Prod Max Min");
  private static final Set<String> BROADCAST =
      words(
          "Add AddV2 Sub Mul Div RealDiv FloorDiv FloorMod Maximum Minimum Pow Greater GreaterEqual"
              + " Less LessEqual Equal NotEqual LogicalAnd LogicalOr Select SelectV2");

  private static final long MOST = 10_000;
  private static final long MOST_IN_ALL = 10_000_000;

  private final Map<String, NodeDef> nodes;
  private final Map<String, Bound> bounds = new HashMap<>();

  private ShapeArithmetic(Collection<NodeDef> nodes) {
    this.nodes = Nodes.byName(nodes);
  }

  /** Returns the names of those among {@code nodes} that may be run. */
  public static Set<String> in(Collection<NodeDef> nodes) {
    return new ShapeArithmetic(nodes).found();
  }

  /** Whether a constant of this shape has few enough numbers to be one of a shape. */
  public static boolean isShort(TensorShapeProto shape) {
    return elements(shape) <= MOST;
  }

  private static Set<String> words(String words) {
    return Set.of(words.split(" "));
  }

  private Set<String> found() {
    Map<String, List<NodeDef>> readers = new HashMap<>();
    Map<String, Integer> unbounded = new HashMap<>(); // of those that a node reads, how many
    Deque<NodeDef> open = new ArrayDeque<>();
    for (NodeDef node : nodes.values()) {
      Set<String> read = SOURCES.contains(node.getOp()) ? Set.of() : Set.copyOf(inputs(node));
      read.forEach(i -> readers.computeIfAbsent(i, n -> new ArrayList<>()).add(node));
      unbounded.put(node.getName(), read.size());
      if (read.isEmpty()) {
        open.add(node);
      }
    }
    long all = 0;
    while (!open.isEmpty() && all <= MOST_IN_ALL) {
      NodeDef node = open.remove();
      Bound bound = bound(node);
      if (bound != null && bound.elements <= MOST) {
        all += bound.elements;
        bounds.put(node.getName(), bound);
        for (NodeDef reader : readers.getOrDefault(node.getName(), List.of())) {
          if (unbounded.merge(reader.getName(), -1, Integer::sum) == 0) {
            open.add(reader);
          }
        }
      }
    }
    return bounds.keySet();
  }

  private static List<String> inputs(NodeDef node) {
    return node.getInputList().stream().filter(i -> !i.startsWith("^")).map(Nodes::name).toList();
  }

  /** Bounds what a node puts out, if it is shape arithmetic; all that it reads is bounded. */
  private Bound bound(NodeDef node) {
    if (node.containsAttr(Marks.VARIABLE)) {
      return null;
    }
    return switch (node.getOp()) {
      case "Const" -> {
        TensorShapeProto shape = constant(node).getTensorShape();
        yield new Bound(elements(shape), shape.getDimCount());
      }
      case "Shape", "ShapeN" -> Bound.SHAPE;
      case "Size", "Rank" -> Bound.SCALAR;
      default -> {
        List<Bound> in = inputs(node).stream().map(bounds::get).toList();
        yield in.isEmpty() ? null : bound(node, in);
      }
    };
  }

  private Bound bound(NodeDef node, List<Bound> in) {
    Bound first = in.get(0);
    long sum = in.stream().mapToLong(Bound::elements).sum();
    long most = in.stream().mapToLong(Bound::elements).max().orElseThrow();
    int rank = in.stream().mapToInt(Bound::rank).max().orElseThrow();
    if (UNARY.contains(node.getOp())) {
      return first;
    }
    if (BROADCAST.contains(node.getOp())) {
      long product = in.stream().mapToLong(Bound::elements).reduce(1, ShapeArithmetic::product);
      return new Bound(rank <= 1 ? most : product, rank);
    }
    return switch (node.getOp()) {
      case "Split", "SplitV" -> new Bound(most, rank);
      case "Unpack" -> new Bound(most, Math.max(0, rank - 1));
      case "Concat", "ConcatV2" -> new Bound(sum, rank);
      case "Pack" -> new Bound(sum, rank + 1);
      case "ExpandDims" -> new Bound(first.elements, first.rank + 1);
      case "Reshape" -> new Bound(first.elements, (int) in.get(in.size() - 1).elements);
      case "StridedSlice" -> new Bound(first.elements, sliced(node, first.rank));
      case "Gather", "GatherV2" -> gathered(first, in.get(Math.min(1, in.size() - 1)));
      case "Range" -> range(node);
      default -> null;
    };
  }

  private static int sliced(NodeDef node, int rank) {
    return Math.max(0, rank + bits(node, "new_axis_mask") - bits(node, "shrink_axis_mask"));
  }

  private static int bits(NodeDef node, String mask) {
    return Long.bitCount(node.getAttrOrDefault(mask, AttrValue.getDefaultInstance()).getI());
  }

  private static Bound gathered(Bound numbers, Bound indices) {
    long each = numbers.rank <= 1 ? 1 : numbers.elements;
    return new Bound(product(each, indices.elements), numbers.rank + indices.rank);
  }

  /** Between constants, or to the number of axes; null if the length depends on other numbers. */
  private Bound range(NodeDef node) {
    List<Optional<Double>> ends =
        inputs(node).stream().map(nodes::get).map(ShapeArithmetic::number).toList();
    if (ends.size() != 3 || ends.contains(Optional.<Double>empty())) {
      return null;
    }
    double length = Math.abs((ends.get(1).get() - ends.get(0).get()) / ends.get(2).get());
    return length <= MOST ? new Bound((long) length + 1, 1) : null; // not if it is NaN
  }

  private static Optional<Double> number(NodeDef node) {
    if (node.getOp().equals("Rank")) {
      return Optional.of((double) Bound.SHAPE.elements);
    }
    TensorProto value = constant(node);
    if (!node.getOp().equals("Const") || elements(value.getTensorShape()) != 1) {
      return Optional.empty();
    }
    return number(value);
  }

  /**
   * The first number of a constant, which may stand in any of two places; 0 if it is in neither.
   */
  private static Optional<Double> number(TensorProto value) {
    ByteBuffer bytes =
        value.getTensorContent().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    boolean packed = bytes.remaining() >= Sizes.bytes(value.getDtype());
    return switch (value.getDtype()) {
      case DT_INT32 -> first(packed ? List.of(bytes.getInt()) : value.getIntValList());
      case DT_INT64 -> first(packed ? List.of(bytes.getLong()) : value.getInt64ValList());
      case DT_FLOAT -> first(packed ? List.of(bytes.getFloat()) : value.getFloatValList());
      case DT_DOUBLE -> first(packed ? List.of(bytes.getDouble()) : value.getDoubleValList());
      default -> Optional.empty();
    };
  }

  private static Optional<Double> first(List<? extends Number> numbers) {
    return Optional.of(numbers.isEmpty() ? 0.0 : numbers.get(0).doubleValue());
  }

  private static TensorProto constant(NodeDef node) {
    return node.getAttrOrDefault("value", AttrValue.getDefaultInstance()).getTensor();
  }

  private static long elements(TensorShapeProto shape) {
    return shape.getDimList().stream()
        .mapToLong(dimension -> Math.max(0, dimension.getSize()))
        .reduce(1, ShapeArithmetic::product);
  }

  private static long product(long one, long other) {
    return one == 0 || other <= Long.MAX_VALUE / one ? one * other : Long.MAX_VALUE;
  }
}
