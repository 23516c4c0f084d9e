package org.convzoo.report.op;

import static org.convzoo.report.op.Work.BIASES;
import static org.convzoo.report.op.Work.DATA;
import static org.convzoo.report.op.Work.ELEMENT_WISE;
import static org.convzoo.report.op.Work.NORMALIZATION;
import static org.convzoo.report.op.Work.POOLING;
import static org.convzoo.report.op.Work.PRODUCTS;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.convzoo.ops.runtime.MultiplyAdds;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;

/**
 * What an operation costs by its type: the table of all types that can be counted; those that work
 * number by number are listed by {@link ElementWise}. {@link Work} says the conventions. What else
 * a new type needs: {@link Gradients}, if its gradient reads a value, and {@link FieldRules}, if it
 * mixes pixels.
 */
public final class Costs {

  /**
   * What is known of an operation's type.
   *
   * @param kind in words, such as {@code conv}
   * @param work the convention it is counted by
   * @param count the FLOPs of an operation of it, all shapes known
   */
  public record Cost(String kind, Work work, Count count) {

    /**
     * Returns the FLOPs of {@code op}; arithmetic on integers is none.
     *
     * @throws UncountedException if they depend on numbers that are computed
     */
    public long flops(GraphOperation op) {
      return work == DATA || !isFloating(op) ? 0 : count.flops(op);
    }

    private static boolean isFloating(GraphOperation op) {
      return Sizes.isFloating(op.output(0))
          || op.inputs().stream().map(Operand::asOutput).anyMatch(Sizes::isFloating);
    }
  }

  /** Counts the FLOPs of an operation. */
  @FunctionalInterface
  interface Count {
    long flops(GraphOperation op);
  }

  private static final Map<String, Cost> BY_TYPE = new HashMap<>();

  static {
    Count products = op -> product(2, MultiplyAdds.of(op));
    add(PRODUCTS, "conv", products, "Conv2D", "Conv3D");
    add(PRODUCTS, "depthwise conv", products, "DepthwiseConv2dNative");
    add(PRODUCTS, "transposed conv", products, "Conv2DBackpropInput");
    add(PRODUCTS, "dense", products, "MatMul");
    add(PRODUCTS, "matmul", products, "BatchMatMul", "BatchMatMulV2", "BatchMatMulV3");
    add(PRODUCTS, "einsum", products, "Einsum");

    add(BIASES, "bias", op -> written(op), "BiasAdd", "BiasAddV1");

    Count batchNorm = op -> product(Attributes.flag(op, "is_training") ? 6 : 2, written(op));
    add(
        NORMALIZATION,
        "batch norm",
        batchNorm,
        "FusedBatchNorm",
        "FusedBatchNormV2",
        "FusedBatchNormV3");
    Count lrn = op -> product(lrnFlops(2 * Attributes.number(op, "depth_radius") + 1), written(op));
    add(NORMALIZATION, "lrn", lrn, "LRN");

    Count window = op -> product(product(Sliding.poolingSize(op)), written(op));
    add(POOLING, window, "MaxPool", "MaxPoolV2", "AvgPool", "MaxPool3D", "AvgPool3D");
    add(
        POOLING,
        op -> Sizes.elements(op.input(0)),
        "Mean",
        "Sum",
        "Max",
        "Min",
        "Prod",
        "ArgMax",
        "All",
        "Any");

    Set<String> softmax = Set.of("Softmax", "LogSoftmax");
    add(ELEMENT_WISE, "softmax", op -> product(5, written(op)), softmax.toArray(String[]::new));
    add(ELEMENT_WISE, "resize", op -> product(9, written(op)), "ResizeBilinear");
    add(
        ELEMENT_WISE,
        "add",
        op -> product(op.numInputs() - 1, written(op)),
        ElementWise.SUMS.toArray(String[]::new));
    ElementWise.ALL.stream()
        .filter(type -> !softmax.contains(type) && !ElementWise.SUMS.contains(type))
        .forEach(type -> add(ELEMENT_WISE, op -> written(op), type));
    String random =
        "RandomUniform RandomStandardNormal TruncatedNormal StatelessRandomUniform"
            + " StatelessRandomUniformV2 StatelessRandomNormal StatelessRandomNormalV2";
    add(ELEMENT_WISE, op -> written(op), random.split(" "));

    String sources =
        "Const Placeholder PlaceholderWithDefault VariableV2 Variable VarHandleOp ReadVariableOp"
            + " AssignVariableOp HashTableV2 NoOp Shape ShapeN Size Rank Range Fill ZerosLike OnesLike RandomUniformInt"
            + " StatelessRandomGetKeyCounter StatelessRandomGetAlg StatelessRandomGetKeyCounterAlg";
    String views =
        "Identity IdentityN StopGradient PreventGradient Snapshot Reshape Squeeze ExpandDims"
            + " CheckNumerics EnsureShape";
    String moves =
        "ConcatV2 Concat Split SplitV Pack Unpack Slice StridedSlice Pad PadV2 MirrorPad Transpose"
            + " Tile BroadcastTo BroadcastArgs Gather GatherV2 GatherNd ReverseV2 OneHot Cast"
            + " Bitcast SpaceToBatchND BatchToSpaceND SpaceToDepth DepthToSpace"
            + " ResizeNearestNeighbor LookupTableFindV2 TensorListFromTensor TensorListReserve"
            + " TensorListGetItem TensorListSetItem TensorListLength TensorListStack TensorArrayV3 TensorArraySizeV3"
            + " TensorArrayScatterV3 TensorArrayReadV3 TensorArrayWriteV3 TensorArrayGatherV3 DecodeJpeg"
            + " DecodePng DecodeImage";
    for (String types : new String[] {sources, views, moves}) {
      add(DATA, op -> 0, types.split(" "));
    }
  }

  private Costs() {}

  private static void add(Work work, Count count, String... types) {
    for (String type : types) {
      add(work, words(type), count, type);
    }
  }

  private static void add(Work work, String kind, Count count, String... types) {
    for (String type : types) {
      if (BY_TYPE.put(type, new Cost(kind, work, count)) != null) {
        throw new IllegalStateException("two costs of " + type);
      }
    }
  }

  /** Returns what is known of the operation's type, or nothing if it cannot be counted. */
  public static Optional<Cost> of(GraphOperation op) {
    return Optional.ofNullable(BY_TYPE.get(op.type()));
  }

  /** Returns a type in words: MaxPool is a max pool, ConcatV2 a concat. */
  public static String words(String type) {
    return type.replaceFirst("V\\d+$", "")
        .replaceAll("([a-z])([A-Z])", "$1 $2")
        .toLowerCase(Locale.ROOT);
  }

  /** Returns what local response normalisation over {@code n} channels costs for a number. */
  public static long lrnFlops(long n) {
    return n + 4;
  }

  private static long written(GraphOperation op) {
    return Sizes.elements((Output<?>) op.output(0));
  }

  private static long product(long... sizes) {
    return LongStream.of(sizes).reduce(1, Math::multiplyExact);
  }
}
