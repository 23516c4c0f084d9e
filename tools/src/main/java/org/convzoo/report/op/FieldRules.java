package org.convzoo.report.op;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntFunction;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;

/** What each type of op makes of its inputs' receptive fields. */
public final class FieldRules {

  /** Ops whose number at a place depends on their inputs' numbers at the same place. */
  /** Besides those that work number by number. */
  private static final Set<String> POINTWISE =
      Set.of(
          "BiasAdd",
          "BiasAddV1",
          // along the channels
          "LRN",
          "FusedBatchNorm",
          "FusedBatchNormV2",
          "FusedBatchNormV3",
          "ArgMax",
          // as it is
          "Identity",
          "IdentityN",
          "Cast",
          "StopGradient",
          "PreventGradient",
          "CheckNumerics",
          "Snapshot",
          "PlaceholderWithDefault",
          "FakeQuantWithMinMaxVars");

  private final Layout layout;

  public FieldRules(Layout layout) {
    this.layout = layout;
  }

  private static boolean isPointwise(String type) {
    return ElementWise.ALL.contains(type) || POINTWISE.contains(type);
  }

  /**
   * Returns the field behind {@code op}.
   *
   * @param inputs of each input, or null for one that no pixel leads to
   * @throws UncountedException if it cannot be told
   */
  public ReceptiveField after(GraphOperation op, List<ReceptiveField> inputs) {
    List<ReceptiveField> paths = inputs.stream().filter(Objects::nonNull).toList();
    ReceptiveField in = ReceptiveField.join(paths, op.name());
    Operand<?> map = op.input(inputs.indexOf(paths.get(0)));
    if (isPointwise(op.type()) || in.whole() && !Layout.isMap(map)) {
      return in;
    }
    if (!Layout.isMap(map)) {
      throw new UncountedException("%s of %s".formatted(op.type(), map.shape()));
    }
    return switch (op.type()) {
      case "Conv2D", "DepthwiseConv2dNative" ->
          slid(in, alone(op, inputs, 0), axis -> Sliding.convolution(op, layout, axis));
      case "MaxPool", "MaxPoolV2", "AvgPool" -> slid(in, map, axis -> Sliding.pooling(op, axis));
      case "Conv2DBackpropInput" -> {
        alone(op, inputs, 2);
        yield in.along(
            layout,
            (axis, reach) -> {
              Sliding window = Sliding.convolution(op, layout, axis);
              double before = window.before(op.output(0).shape().get(axis));
              return reach.transposed(window.kernel(), window.stride(), before);
            });
      }
      case "SpaceToDepth" -> {
        long block = Attributes.number(op, "block_size");
        yield in.along(layout, (axis, reach) -> reach.window(block, block, 0));
      }
      case "DepthToSpace" -> {
        long block = Attributes.number(op, "block_size");
        yield in.along(layout, (axis, reach) -> reach.transposed(block, block, 0));
      }
      case "Pad", "PadV2", "MirrorPad" -> {
        long[] amounts = integers(op, 1); // [4,2]: before and after
        yield in.along(layout, (axis, reach) -> reach.cropped(-amounts[2 * axis]));
      }
      case "Slice" -> {
        long[] begin = integers(op, 1);
        yield in.along(layout, (axis, reach) -> reach.cropped(begin[axis]));
      }
      case "ResizeBilinear" ->
          in.along(layout, (axis, reach) -> Resizing.of(op, axis).bilinear(reach));
      case "ResizeNearestNeighbor" ->
          in.along(layout, (axis, reach) -> Resizing.of(op, axis).nearest(reach));
      case "Mean", "Max", "Min", "Sum", "Prod" -> reduced(op, in, map);
      case "ConcatV2" -> alongChannels(op, op.numInputs() - 1, in);
      case "Split" -> alongChannels(op, 0, in);
      case "SplitV", "GatherV2" -> alongChannels(op, 2, in);
      case "Reshape", "Squeeze" -> reshaped(op, in, map);
      default -> throw new UncountedException("nothing is known of " + op.type());
    };
  }

  private ReceptiveField slid(ReceptiveField in, Operand<?> map, IntFunction<Sliding> along) {
    Shape shape = map.shape();
    ReceptiveField out =
        in.along(
            layout,
            (axis, reach) -> {
              Sliding window = along.apply(axis);
              return reach.window(window.kernel(), window.stride(), window.before(shape.get(axis)));
            });
    boolean covered =
        along.apply(layout.rows).covers(shape.get(layout.rows))
            && along.apply(layout.columns).covers(shape.get(layout.columns));
    return covered ? out.ofWholeMap() : out;
  }

  private ReceptiveField reduced(GraphOperation op, ReceptiveField in, Operand<?> map) {
    boolean[] gone = new boolean[4];
    for (long axis : integers(op, 1)) {
      gone[axis(axis)] = true;
    }
    if (gone[0] || gone[layout.rows] != gone[layout.columns]) {
      throw new UncountedException(op.type() + " over images, or over rows or columns alone");
    }
    return gone[layout.rows] ? overWholeMap(in, map) : in;
  }

  private ReceptiveField reshaped(GraphOperation op, ReceptiveField in, Operand<?> map) {
    Shape from = map.shape();
    Shape to = op.output(0).shape();
    if (to.numDimensions() == 2) {
      return overWholeMap(in, map);
    }
    boolean kept =
        to.numDimensions() == 4
            && from.get(layout.rows) == to.get(layout.rows)
            && from.get(layout.columns) == to.get(layout.columns);
    if (!kept) {
      throw new UncountedException("%s from %s to %s".formatted(op.type(), from, to));
    }
    return in;
  }

  private ReceptiveField overWholeMap(ReceptiveField in, Operand<?> map) {
    return in.along(layout, (axis, reach) -> reach.window(size(map, axis), 1, 0)).ofWholeMap();
  }

  private ReceptiveField alongChannels(GraphOperation op, int operand, ReceptiveField in) {
    int axis = axis(integers(op, operand)[0]);
    if (axis != layout.channels) {
      throw new UncountedException("%s along axis %d".formatted(op.type(), axis));
    }
    return in;
  }

  /** The input {@code index}, which has to be the only one that a pixel leads to. */
  private static Operand<?> alone(GraphOperation op, List<ReceptiveField> inputs, int index) {
    for (int i = 0; i < inputs.size(); i++) {
      if (i != index && inputs.get(i) != null) {
        throw new UncountedException(
            "%s whose input %d depends on the image".formatted(op.type(), i));
      }
    }
    return op.input(index);
  }

  private static long[] integers(GraphOperation op, int input) {
    return Constants.integers(op.input(input))
        .orElseThrow(
            () ->
                new UncountedException(
                    "%s whose input %d is computed".formatted(op.type(), input)));
  }

  private static int axis(long number) {
    return Math.toIntExact(Math.floorMod(number, 4L));
  }

  private static double size(Operand<?> map, int axis) {
    long size = map.shape().get(axis);
    return size == Shape.UNKNOWN_SIZE ? Double.NaN : size;
  }
}
