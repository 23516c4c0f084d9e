package org.convzoo.export.onnx;

import static org.convzoo.export.onnx.Attributes.number;
import static org.convzoo.export.onnx.Attributes.numbers;
import static org.convzoo.export.onnx.Attributes.text;
import static org.convzoo.export.onnx.Translation.isMap;
import static org.convzoo.export.onnx.Translation.moved;
import static org.convzoo.export.onnx.Translation.rank;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.GraphOperation;
import org.tensorflow.Output;

/** Tensors cut, joined and in other shapes. */
final class ShapeRows {

  private ShapeRows() {}

  static void same(GraphOperation op, Translation to) {
    to.putSame(op.output(0), op.input(0));
  }

  static void fill(GraphOperation op, Translation to) {
    long[] sizes = to.numbers(op.input(0));
    long[] shape =
        sizes.length == 4
            ? Arrays.stream(Translation.TO_MAP).mapToLong(axis -> sizes[axis]).toArray()
            : sizes;
    to.put(op.output(0), to.graph().filled(to.number(op.input(1)), shape));
  }

  /** A map is written out row by row, its channels innermost, as TensorFlow has it. */
  static void reshape(GraphOperation op, Translation to) {
    Output<?> tensor = op.input(0);
    boolean isPixel = isMap(tensor) && tensor.shape().get(1) == 1 && tensor.shape().get(2) == 1;
    String from = isPixel ? to.name(tensor) : to.nameOfLastChannels(tensor);
    String shape = to.name(op.input(1));
    to.putLastChannels(op.output(0), to.graph().node("Reshape", op.name(), List.of(from, shape)));
  }

  static void expandDims(GraphOperation op, Translation to) {
    long axis = to.numbers(op.input(1))[0];
    List<String> inputs = List.of(to.nameOfLastChannels(op.input(0)), to.graph().numbers(axis));
    to.putLastChannels(op.output(0), to.graph().node("Unsqueeze", op.name(), inputs));
  }

  static void shape(GraphOperation op, Translation to) {
    List<String> inputs = List.of(to.nameOfLastChannels(op.input(0)));
    to.node("Shape", op, inputs);
  }

  static void stack(GraphOperation op, Translation to) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < op.numInputs(); i++) {
      List<String> inputs = List.of(to.name(op.input(i)), to.graph().numbers(0));
      parts.add(to.graph().node("Unsqueeze", op.name() + "/" + i, inputs));
    }
    to.node("Concat", op, parts, number("axis", 0));
  }

  static void tile(GraphOperation op, Translation to) {
    List<String> inputs = List.of(to.nameOfLastChannels(op.input(0)), to.name(op.input(1)));
    to.putLastChannels(op.output(0), to.graph().node("Tile", op.name(), inputs));
  }

  static void concat(GraphOperation op, Translation to) {
    if (ConvolutionRows.groups(op, List.of(), to)) {
      return;
    }
    int count = op.numInputs() - 1;
    long axis = to.numbers(op.input(count))[0];
    List<String> parts = IntStream.range(0, count).mapToObj(i -> to.name(op.input(i))).toList();
    int moved = moved(op.output(0), axis);
    to.node("Concat", op, parts, number("axis", moved));
  }

  static void split(GraphOperation op, Translation to) {
    if (Translation.isValue(op.input(1))) {
      return; // a kernel's groups, which are together in the convolution
    }
    int axis = moved(op.input(1), to.numbers(op.input(0))[0]);
    List<String> inputs = List.of(to.name(op.input(1)));
    List<String> parts =
        to.graph().node("Split", op.name(), op.numOutputs(), inputs, number("axis", axis));
    for (int i = 0; i < parts.size(); i++) {
      to.put(op.output(i), parts.get(i));
    }
  }

  /** Where it begins may be computed; the sizes may not, of which -1 is all that is left. */
  static void slice(GraphOperation op, Translation to) {
    Output<?> tensor = op.input(0);
    long[] sizes = to.numbers(op.input(2));
    String first;
    String last;
    if (Translation.isValue(op.input(1))) {
      long[] from = to.numbers(op.input(1));
      long[] ends = new long[from.length];
      Arrays.setAll(ends, i -> sizes[i] < 0 ? Long.MAX_VALUE : from[i] + sizes[i]);
      first = to.graph().numbers(from);
      last = to.graph().numbers(ends);
    } else {
      long[] steps = Arrays.stream(sizes).map(size -> size < 0 ? 1L << 32 : size).toArray();
      first = to.name(op.input(1));
      last = to.graph().node("Add", op.name() + "/end", List.of(first, to.graph().numbers(steps)));
    }
    String axes =
        to.graph()
            .numbers(IntStream.range(0, sizes.length).mapToLong(i -> moved(tensor, i)).toArray());
    List<String> inputs = List.of(to.name(tensor), first, last, axes);
    to.node("Slice", op, inputs);
  }

  /** Of a map, one channel without its axis leaves [N,H,W] in either order. */
  static void gather(GraphOperation op, Translation to) {
    Output<?> tensor = op.input(0);
    if (op.attributes().getAttrInt("batch_dims") != 0) {
      throw Translation.refusal(op, "gathers by rows");
    }
    int axis = Translation.axis(tensor, to.numbers(op.input(2))[0]);
    boolean keeps = isMap(op.output(0)) || axis == 3 || !isMap(tensor);
    String from = keeps ? to.name(tensor) : to.nameOfLastChannels(tensor);
    List<String> inputs = List.of(from, to.name(op.input(1)));
    int moved = keeps ? moved(tensor, axis) : axis;
    to.node("Gather", op, inputs, number("axis", moved));
  }

  static void pad(GraphOperation op, Translation to) {
    to.put(op.output(0), padded(op, to.name(op.input(2)), to));
  }

  /** Makes an operation of padding, with the number of this name around the tensor. */
  static String padded(GraphOperation op, String number, Translation to) {
    Output<?> tensor = op.input(0);
    int rank = rank(tensor);
    long[] around = to.numbers(op.input(1));
    long[] pads = new long[2 * rank];
    for (int axis = 0; axis < rank; axis++) {
      pads[moved(tensor, axis)] = around[2 * axis];
      pads[rank + moved(tensor, axis)] = around[2 * axis + 1];
    }
    List<String> inputs = List.of(to.name(tensor), to.graph().numbers(pads), number);
    return to.graph().node("Pad", op.name(), inputs);
  }

  /** A mean of a map's rows and columns is the global average that runtimes know. */
  static Row reduced(String type) {
    return (op, to) -> {
      Output<?> tensor = op.input(0);
      long[] axes =
          Arrays.stream(to.numbers(op.input(1)))
              .map(axis -> Translation.axis(tensor, axis))
              .sorted()
              .toArray();
      boolean keep = op.attributes().getAttrBool("keep_dims");
      if (type.equals("ReduceMean") && isMap(tensor) && Arrays.equals(axes, new long[] {1, 2})) {
        String mean = to.graph().node("GlobalAveragePool", op.name(), List.of(to.name(tensor)));
        to.put(op.output(0), keep ? mean : to.graph().node("Flatten", op.name(), List.of(mean)));
        return;
      }
      String from = keep ? to.name(tensor) : to.nameOfLastChannels(tensor);
      long[] own = keep ? Arrays.stream(axes).map(axis -> moved(tensor, axis)).toArray() : axes;
      to.node(type, op, List.of(from), numbers("axes", own), number("keepdims", keep ? 1 : 0));
    };
  }

  static void argMax(GraphOperation op, Translation to) {
    Output<?> tensor = op.input(0);
    int axis = Translation.axis(tensor, to.numbers(op.input(1))[0]);
    boolean ofChannels = isMap(tensor) && axis == 3;
    String from = ofChannels ? to.name(tensor) : to.nameOfLastChannels(tensor);
    to.node(
        "ArgMax", op, List.of(from), number("axis", ofChannels ? 1 : axis), number("keepdims", 0));
  }

  /** The same in both where pixels have their centres at halves. */
  static void resize(GraphOperation op, Translation to) {
    if (!op.attributes().getAttrBool("half_pixel_centers")) {
      throw Translation.refusal(op, "has pixels without half-pixel centres");
    }
    String map = to.name(op.input(0));
    String first =
        to.graph()
            .node("Shape", op.name() + "/kept", List.of(map), number("start", 0), number("end", 2));
    List<String> both = List.of(first, to.name(op.input(1)));
    String sizes = to.graph().node("Concat", op.name() + "/sizes", both, number("axis", 0));
    to.node(
        "Resize",
        op,
        List.of(map, "", "", sizes),
        text("mode", "linear"),
        text("coordinate_transformation_mode", "half_pixel"));
  }
}
