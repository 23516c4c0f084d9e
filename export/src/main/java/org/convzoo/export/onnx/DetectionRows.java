package org.convzoo.export.onnx;

import static org.convzoo.export.onnx.Attributes.number;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.List;
import org.tensorflow.GraphOperation;
import org.tensorflow.Output;

/** Boxes of one class, without those that overlap a surer one. */
final class DetectionRows {

  private DetectionRows() {}

  /**
   * TensorFlow's operation returns tables of a fixed number of rows, ONNX's a list of pairs (image,
   * box). Their scores are written into a table [N,P] that is 0 elsewhere, of which the largest are
   * taken: so a score must be above 0 to count.
   */
  static void suppressed(GraphOperation op, Translation to) {
    OnnxGraph graph = to.graph();
    Output<?> boxes = op.input(0); // [N,P,1,4]
    Output<?> scores = op.input(1); // [N,P,1]
    long most = to.numbers(op.input(3))[0];
    float least = to.number(op.input(5));
    long places = Translation.size(scores, 1);
    if (scores.shape().get(2) != 1 || least < 0 || op.attributes().getAttrBool("clip_boxes")) {
      throw Translation.refusal(op, "is of several classes, of scores below 0 or of cut boxes");
    }
    String name = op.name();
    String box =
        graph.node(
            "Squeeze", name + "/boxes", List.of(to.nameOfLastChannels(boxes), graph.numbers(2)));
    String score =
        graph.node("Squeeze", name + "/scores", List.of(to.name(scores), graph.numbers(2)));
    String byClass = graph.node("Unsqueeze", name + "/classes", List.of(score, graph.numbers(1)));
    String kept =
        graph.node(
            "NonMaxSuppression",
            name,
            List.of(
                box,
                byClass,
                graph.numbers(to.numbers(op.input(2))),
                graph.filled(to.number(op.input(4)), 1),
                graph.filled(least, 1)));
    String pairs =
        graph.node(
            "Gather", name + "/pairs", List.of(kept, graph.numbers(0, 2)), number("axis", 1));
    String keptScores = graph.node("GatherND", name + "/kept", List.of(score, pairs));
    String none = graph.node("Sub", name + "/none", List.of(score, score));
    String table = graph.node("ScatterND", name + "/table", List.of(none, pairs, keptScores));
    if (places < most) {
      table = padded(table, graph.numbers(0, 0, 0, most - places), graph);
      box = padded(box, graph.numbers(0, 0, 0, 0, most - places, 0), graph);
    }
    List<String> best = graph.node("TopK", name + "/best", 2, List.of(table, graph.numbers(most)));
    String index = graph.node("Unsqueeze", name + "/index", List.of(best.get(1), graph.numbers(2)));
    String bestBoxes =
        graph.node("GatherND", name + "/best_boxes", List.of(box, index), number("batch_dims", 1));
    String above = graph.node("Greater", name + "/above", List.of(best.get(0), graph.filled(0)));
    String found = cast(above, DataType.FLOAT, graph);
    String foundBoxes =
        graph.node("Unsqueeze", name + "/found_boxes", List.of(found, graph.numbers(2)));
    String count =
        graph.node(
            "ReduceSum", name + "/count", List.of(found, graph.numbers(1)), number("keepdims", 0));
    to.put(op.output(0), graph.node("Mul", name + "/nmsed_boxes", List.of(bestBoxes, foundBoxes)));
    to.put(op.output(1), best.get(0));
    to.put(op.output(3), cast(count, DataType.INT64, graph));
  }

  private static String padded(String tensor, String pads, OnnxGraph graph) {
    return graph.node("Pad", tensor + "/padded", List.of(tensor, pads));
  }

  private static String cast(String tensor, DataType type, OnnxGraph graph) {
    return graph.node("Cast", tensor + "/cast", List.of(tensor), number("to", type.getNumber()));
  }
}
