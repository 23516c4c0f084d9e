package org.convzoo.report.internal.op;

import static org.convzoo.report.internal.op.FieldRule.NO_NUMBERS;
import static org.convzoo.report.internal.op.FieldRule.SAME_PLACE;
import static org.convzoo.report.internal.op.FieldRule.UNKNOWN;
import static org.convzoo.report.internal.op.Gradient.FACTORS;
import static org.convzoo.report.internal.op.Gradient.INPUT;
import static org.convzoo.report.internal.op.Gradient.INPUTS;
import static org.convzoo.report.internal.op.Gradient.INPUT_AND_OUTPUT;
import static org.convzoo.report.internal.op.Gradient.LINEAR;
import static org.convzoo.report.internal.op.Gradient.NONE;
import static org.convzoo.report.internal.op.Gradient.OUTPUT;
import static org.convzoo.report.internal.op.Work.BIASES;
import static org.convzoo.report.internal.op.Work.DATA;
import static org.convzoo.report.internal.op.Work.ELEMENT_WISE;
import static org.convzoo.report.internal.op.Work.NORMALIZATION;
import static org.convzoo.report.internal.op.Work.POOLING;
import static org.convzoo.report.internal.op.Work.PRODUCTS;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.convzoo.ops.internal.runtime.MultiplyAdds;
import org.convzoo.report.internal.op.OperationType.Count;
import org.tensorflow.GraphOperation;
import org.tensorflow.Output;

/**
 * The table of all types of operations that can be counted: a new one is a row here, which says
 * what it costs, what its gradient reads and what it does to receptive fields.
 */
public final class OperationTypes {

  private static final Map<String, OperationType> BY_NAME = new HashMap<>();

  private static final String ACTIVATIONS_BY_INPUT = "Relu Relu6 LeakyRelu Softplus Softsign";
  private static final String ACTIVATIONS_BY_OUTPUT = "Elu Selu Sigmoid Tanh";
  private static final String SOFTMAX = "Softmax LogSoftmax";

  /** The types of what follows a layer. */
  private static final Set<String> ACTIVATIONS =
      Set.of(String.join(" ", ACTIVATIONS_BY_INPUT, ACTIVATIONS_BY_OUTPUT, SOFTMAX).split(" "));

  static {
    addProducts();
    addNormalization();
    addPooling();
    addElementWise();
    addData();
  }

  private OperationTypes() {}

  private static void addProducts() {
    Count count = op -> product(2, MultiplyAdds.of(op));
    add("Conv2D", "conv", PRODUCTS, count, FACTORS, FieldRules::convolved);
    add("Conv3D", "conv", PRODUCTS, count, FACTORS, UNKNOWN);
    add("DepthwiseConv2dNative", "depthwise conv", PRODUCTS, count, FACTORS, FieldRules::convolved);
    add(
        "Conv2DBackpropInput",
        "transposed conv",
        PRODUCTS,
        count,
        Gradient.factors(1, 2),
        FieldRules::transposed);
    add("MatMul", "dense", PRODUCTS, count, FACTORS, UNKNOWN);
    add("BatchMatMul BatchMatMulV2 BatchMatMulV3", "matmul", PRODUCTS, count, FACTORS, UNKNOWN);
    add("Einsum", "einsum", PRODUCTS, count, FACTORS, UNKNOWN);
  }

  private static void addNormalization() {
    add("BiasAdd BiasAddV1", "bias", BIASES, op -> written(op), LINEAR, SAME_PLACE);
    add(
        "FusedBatchNorm FusedBatchNormV2 FusedBatchNormV3",
        "batch norm",
        NORMALIZATION,
        op -> product(Attributes.flag(op, "is_training") ? 6 : 2, written(op)),
        INPUT.and(Gradient.BATCH_STATISTICS),
        SAME_PLACE);
    Count lrn = op -> product(lrnFlops(2 * Attributes.number(op, "depth_radius") + 1), written(op));
    add("LRN", "lrn", NORMALIZATION, lrn, INPUT_AND_OUTPUT, SAME_PLACE);
  }

  private static void addPooling() {
    Count window = op -> product(product(Sliding.poolingSize(op)), written(op));
    add("MaxPool MaxPoolV2", POOLING, window, INPUT_AND_OUTPUT, FieldRules::pooled);
    add("MaxPool3D", POOLING, window, INPUT_AND_OUTPUT, UNKNOWN);
    add("AvgPool", POOLING, window, LINEAR, FieldRules::pooled);
    add("AvgPool3D", POOLING, window, LINEAR, UNKNOWN);
    Count read = op -> Sizes.elements(op.input(0));
    add("Mean Sum", POOLING, read, LINEAR, FieldRules::reduced);
    add("Max Min", POOLING, read, INPUT_AND_OUTPUT, FieldRules::reduced);
    add("Prod", POOLING, read, INPUT, FieldRules::reduced);
    add("ArgMax", POOLING, read, NONE, SAME_PLACE);
    add("All Any", POOLING, read, NONE, UNKNOWN);
  }

  private static void addElementWise() {
    addElementWise(ACTIVATIONS_BY_INPUT, INPUT);
    addElementWise(ACTIVATIONS_BY_OUTPUT, OUTPUT);
    addElementWise("Expm1 Log Log1p Square Abs Erf Erfc Sin Cos", INPUT);
    addElementWise("Exp Sqrt Rsqrt Reciprocal Inv", OUTPUT);
    addElementWise("Neg Sub", LINEAR);
    addElementWise("Sign Round Rint Floor Ceil IsNan IsInf IsFinite LogicalNot", NONE);
    addElementWise("Mul MulNoNan", FACTORS);
    addElementWise("Div RealDiv DivNoNan", FACTORS.and(Gradient.SECOND_INPUT));
    addElementWise("Maximum Minimum SquaredDifference FloorMod", INPUTS);
    addElementWise("Pow", INPUTS.and(OUTPUT));
    addElementWise("Select SelectV2 ClipByValue FakeQuantWithMinMaxVars", INPUT);
    addElementWise(
        "FloorDiv Greater GreaterEqual Less LessEqual Equal NotEqual LogicalAnd LogicalOr", NONE);
    Count sum = op -> product(op.numInputs() - 1, written(op));
    add("Add AddV2 AddN", "add", ELEMENT_WISE, sum, LINEAR, SAME_PLACE);
    add(SOFTMAX, "softmax", ELEMENT_WISE, op -> product(5, written(op)), OUTPUT, SAME_PLACE);
    add(
        "ResizeBilinear",
        "resize",
        ELEMENT_WISE,
        op -> product(9, written(op)),
        INPUT,
        FieldRules::bilinear);
    add(
        "RandomUniform RandomStandardNormal TruncatedNormal StatelessRandomUniform"
            + " StatelessRandomUniformV2 StatelessRandomNormal StatelessRandomNormalV2",
        ELEMENT_WISE,
        op -> written(op),
        NONE,
        UNKNOWN);
  }

  private static void addElementWise(String types, Gradient gradient) {
    add(types, ELEMENT_WISE, op -> written(op), gradient, SAME_PLACE);
  }

  private static void addData() {
    addData("Shape ShapeN Size Rank ZerosLike OnesLike", NONE, NO_NUMBERS);
    addData(
        "Const Placeholder VariableV2 Variable VarHandleOp ReadVariableOp AssignVariableOp"
            + " HashTableV2 NoOp Range Fill RandomUniformInt StatelessRandomGetKeyCounter"
            + " StatelessRandomGetAlg StatelessRandomGetKeyCounterAlg",
        LINEAR,
        UNKNOWN);
    addData("StopGradient PreventGradient", NONE, SAME_PLACE);
    addData(
        "Identity IdentityN Snapshot Cast CheckNumerics PlaceholderWithDefault",
        LINEAR,
        SAME_PLACE);
    addData("Reshape Squeeze", LINEAR, FieldRules::reshaped);
    addData("ConcatV2", LINEAR, FieldRule.alongChannels(op -> op.numInputs() - 1));
    addData("Split", LINEAR, FieldRule.alongChannels(op -> 0));
    addData("SplitV GatherV2", LINEAR, FieldRule.alongChannels(op -> 2));
    addData("Slice", LINEAR, FieldRules::sliced);
    addData("Pad PadV2 MirrorPad", LINEAR, FieldRules::padded);
    addData("SpaceToDepth", LINEAR, FieldRules::gatheredBlocks);
    addData("DepthToSpace", LINEAR, FieldRules::spreadBlocks);
    addData("ResizeNearestNeighbor", LINEAR, FieldRules::nearest);
    addData(
        "Concat Pack Unpack StridedSlice ExpandDims EnsureShape Transpose Tile BroadcastTo"
            + " BroadcastArgs Gather GatherNd ReverseV2 OneHot Bitcast SpaceToBatchND"
            + " BatchToSpaceND LookupTableFindV2 TensorListFromTensor TensorListReserve"
            + " TensorListGetItem TensorListSetItem TensorListLength TensorListStack TensorArrayV3"
            + " TensorArraySizeV3 TensorArrayScatterV3 TensorArrayReadV3 TensorArrayWriteV3"
            + " TensorArrayGatherV3 DecodeJpeg DecodePng DecodeImage",
        LINEAR,
        UNKNOWN);
  }

  private static void addData(String types, Gradient gradient, FieldRule field) {
    add(types, DATA, op -> 0, gradient, field);
  }

  private static void add(
      String types, Work work, Count count, Gradient gradient, FieldRule field) {
    for (String type : types.split(" ")) {
      add(type, words(type), work, count, gradient, field);
    }
  }

  private static void add(
      String types, String kind, Work work, Count count, Gradient gradient, FieldRule field) {
    var row = new OperationType(kind, work, count, gradient, field);
    for (String type : types.split(" ")) {
      if (BY_NAME.put(type, row) != null) {
        throw new IllegalStateException("two rows of " + type);
      }
    }
  }

  /** Returns what is known of the operation's type, or nothing if it cannot be counted. */
  public static Optional<OperationType> of(GraphOperation op) {
    return Optional.ofNullable(BY_NAME.get(op.type()));
  }

  /**
   * Returns the convention that the operation is counted by; one that is not known moves numbers.
   */
  public static Work work(GraphOperation op) {
    return of(op).map(OperationType::work).orElse(DATA);
  }

  /** Returns what the operation is called in reports and drawings. */
  public static String kind(GraphOperation op) {
    return of(op).map(OperationType::kind).orElseGet(() -> words(op.type()));
  }

  /** Whether it is what follows a layer: of one input, number by number, or softmax. */
  public static boolean isActivation(GraphOperation op) {
    return ACTIVATIONS.contains(op.type());
  }

  /** Returns a type in words: MaxPool is a max pool, ConcatV2 a concat. */
  private static String words(String type) {
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
