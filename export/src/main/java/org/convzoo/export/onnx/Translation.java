package org.convzoo.export.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.convzoo.UsageException;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;

/**
 * Tensors of TensorFlow's graph by their names in ONNX's.
 *
 * <p>Tensors of four axes, [N,H,W,C] in TensorFlow, are maps, and are [N,C,H,W] in ONNX: where one
 * is wanted as it was, a node transposes it. Whole numbers are int64.
 */
final class Translation {

  static final int[] TO_MAP = {0, 3, 1, 2}; // from [N,H,W,C]
  private static final int[] FROM_MAP = {0, 2, 3, 1};
  private static final Set<DataType> WHOLE = Set.of(DataType.DT_INT32, DataType.DT_INT64);

  private final OnnxGraph graph;
  private final Function<String, TFloat32> values;
  private final Map<Output<?>, String> names = new HashMap<>(); // of maps as [N,C,H,W]
  private final Map<Output<?>, String> lastChannels = new HashMap<>(); // of maps as [N,H,W,C]

  /**
   * Begins a translation.
   *
   * @param values returns the value of a variable by its name, for the caller to close
   */
  Translation(OnnxGraph graph, Function<String, TFloat32> values) {
    this.graph = graph;
    this.values = values;
  }

  OnnxGraph graph() {
    return graph;
  }

  static GraphOperation producer(Operand<?> tensor) {
    return (GraphOperation) tensor.asOutput().op();
  }

  static int rank(Output<?> tensor) {
    return tensor.shape().numDimensions();
  }

  static boolean isMap(Output<?> tensor) {
    return rank(tensor) == 4;
  }

  /** Whether a tensor is a variable or a constant, whose value can be asked for. */
  static boolean isValue(Output<?> tensor) {
    String type = producer(tensor).type();
    return type.equals("VariableV2") || type.equals("Const");
  }

  /** Makes the one node that an operation of one output is. */
  void node(String type, GraphOperation op, List<String> inputs, AttributeProto... attributes) {
    put(op.output(0), graph.node(type, op.name(), inputs, attributes));
  }

  /** Says what a tensor is called; of a map, in the order [N,C,H,W]. */
  void put(Output<?> tensor, String name) {
    names.put(tensor, name);
  }

  /** Says what a tensor is called; of a map, in the order [N,H,W,C]. */
  void putLastChannels(Output<?> tensor, String name) {
    (isMap(tensor) ? lastChannels : names).put(tensor, name);
  }

  /** Says that two tensors are one. */
  void putSame(Output<?> tensor, Output<?> other) {
    put(tensor, name(other));
    if (lastChannels.containsKey(other)) {
      putLastChannels(tensor, lastChannels.get(other));
    }
  }

  /** Returns a tensor's name; of a map, in the order [N,C,H,W]. */
  String name(Output<?> tensor) {
    if (!names.containsKey(tensor) && lastChannels.containsKey(tensor)) {
      names.put(tensor, transposed(lastChannels.get(tensor), TO_MAP));
    } else if (!names.containsKey(tensor) && isValue(tensor)) {
      names.put(tensor, value(tensor, rank(tensor)));
    }
    return known(tensor, names);
  }

  /** Returns a tensor's name; of a map, in the order [N,H,W,C]. */
  String nameOfLastChannels(Output<?> tensor) {
    if (!isMap(tensor)) {
      return name(tensor);
    }
    if (!lastChannels.containsKey(tensor)) {
      lastChannels.put(tensor, transposed(name(tensor), FROM_MAP));
    }
    return lastChannels.get(tensor);
  }

  private static String known(Output<?> tensor, Map<Output<?>, String> names) {
    String name = names.get(tensor);
    if (name == null) {
      throw refusal(producer(tensor), "is read by an operation that cannot be said in ONNX");
    }
    return name;
  }

  private String transposed(String name, int[] order) {
    long[] axes = Arrays.stream(order).asLongStream().toArray();
    return graph.node(
        "Transpose", name + "/transpose", List.of(name), Attributes.numbers("perm", axes));
  }

  /** Makes the exception that says why there is no translation. */
  static UsageException refusal(GraphOperation op, String why) {
    return new UsageException("%s, an operation %s, %s", op.name(), op.type(), why);
  }

  /**
   * Returns the name of an operand of arithmetic, whose constants are spread over the axes of a
   * result of this rank.
   */
  String operand(Output<?> tensor, int rank) {
    boolean spreads = rank == 4 && rank(tensor) > 0 && rank(tensor) < 4;
    if (spreads && !isValue(tensor)) {
      throw refusal(producer(tensor), "is spread over a map, which only constants are");
    }
    return spreads ? value(tensor, rank) : name(tensor);
  }

  /** The name of a constant, with axes of size 1 before its own up to this rank. */
  private String value(Output<?> tensor, int rank) {
    GraphOperation op = producer(tensor);
    if (WHOLE.contains(tensor.dataType())) {
      long[] numbers = numbers(tensor);
      return rank == 0 ? graph.number(numbers[0]) : graph.numbers(numbers);
    }
    if (tensor.dataType() == DataType.DT_DOUBLE && rank == 0) {
      return graph.filled(number(tensor));
    }
    int[] order = new int[rank];
    Arrays.setAll(order, axis -> rank == 4 ? TO_MAP[axis] : axis);
    long[] sizes = new long[rank];
    Arrays.fill(sizes, 1);
    long[] own = tensor.shape().asArray();
    System.arraycopy(own, 0, sizes, rank - own.length, own.length);
    String name = rank == own.length ? op.name() : op.name() + "/map";
    return graph.constant(name, free -> Initializer.of(free, sizes, order, () -> floats(op)));
  }

  /**
   * Returns the name of a variable or constant of floats with its axes in another order.
   *
   * @throws UsageException if it is none
   */
  String weight(Output<?> tensor, int... order) {
    GraphOperation op = producer(tensor);
    if (!isValue(tensor)) {
      throw refusal(op, "is the kernel of a layer, which only variables and constants are");
    }
    long[] sizes = tensor.shape().asArray();
    return graph.constant(op.name(), free -> Initializer.of(free, sizes, order, () -> floats(op)));
  }

  private Tensor floats(GraphOperation op) {
    return op.type().equals("VariableV2")
        ? values.apply(op.name())
        : op.attributes().getAttrTensor("value");
  }

  /** Returns the whole numbers of a constant, row by row. */
  long[] numbers(Output<?> tensor) {
    try (Tensor value = constant(tensor)) {
      long[] numbers = new long[Math.toIntExact(value.shape().size())];
      if (tensor.dataType() == DataType.DT_INT64) {
        value.asRawTensor().data().asLongs().read(numbers);
        return numbers;
      }
      int[] ints = new int[numbers.length];
      value.asRawTensor().data().asInts().read(ints);
      return Arrays.stream(ints).asLongStream().toArray();
    }
  }

  /** Returns the only number of a constant, of floats or doubles. */
  float number(Output<?> tensor) {
    try (Tensor value = constant(tensor)) {
      if (tensor.dataType() == DataType.DT_DOUBLE) {
        return (float) value.asRawTensor().data().asDoubles().getDouble(0);
      }
      return value.asRawTensor().data().asFloats().getFloat(0);
    }
  }

  private static Tensor constant(Output<?> tensor) {
    GraphOperation op = producer(tensor);
    if (!op.type().equals("Const")) {
      throw refusal(op, "must be a constant");
    }
    return op.attributes().getAttrTensor("value");
  }

  /** Returns an axis of a tensor, which may be counted from its end, from 0 on. */
  static int axis(Output<?> tensor, long axis) {
    return (int) (axis < 0 ? axis + rank(tensor) : axis);
  }

  /** Returns where an axis of a tensor is in ONNX. */
  static int moved(Output<?> tensor, long axis) {
    int own = axis(tensor, axis);
    return isMap(tensor) ? FROM_MAP[own] : own;
  }

  /** Returns the size on an axis, which must be known. */
  static long size(Output<?> tensor, int axis) {
    long size = tensor.shape().get(axis);
    if (size == Shape.UNKNOWN_SIZE) {
      throw refusal(producer(tensor), "has a size that is not known: " + tensor.shape());
    }
    return size;
  }
}
