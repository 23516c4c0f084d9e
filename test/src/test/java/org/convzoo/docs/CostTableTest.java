package org.convzoo.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.convzoo.report.GraphReport;
import org.convzoo.report.flow.Row;
import org.convzoo.report.source.GraphSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.op.nn.FusedBatchNorm;
import org.tensorflow.op.nn.LocalResponseNormalization;
import org.tensorflow.op.train.BatchMatMul;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Every row of docs/report.md's table of FLOPs, and every operation that makes multiply-adds. */
class CostTableTest {

  private static final Document REPORTS = new Document("docs/report.md");
  private static final String PRODUCTS = "convolutions, matrix products";

  /** Draws operations on two maps of 6x6x4: 288 numbers. */
  private interface Drawn extends BiFunction<Ops, Operand<TFloat32>, Operand<?>> {}

  private static Arguments row(String work, String what, long flops, Drawn drawn) {
    return Arguments.of(work, what, flops, drawn);
  }

  static List<Arguments> rows() {
    return List.of(
        row(PRODUCTS, "conv 3x3/2 to 8", 2 * (2 * 3 * 3 * 8) * (3 * 3 * 4), conv(3, 3, 4, 8)),
        row(PRODUCTS, "conv in 2 groups", 2 * (2 * 3 * 3 * 8) * (3 * 3 * 2), conv(3, 3, 2, 8)),
        row(
            PRODUCTS,
            "depthwise 3x3/2, 2 filters a channel",
            2 * (2 * 3 * 3 * 4 * 2) * (3 * 3),
            (tf, x) ->
                tf.nn.depthwiseConv2dNative(
                    x, weights(tf, 3, 3, 4, 2), List.of(1L, 2L, 2L, 1L), "SAME")),
        row(
            PRODUCTS,
            "transposed 2x2/2 to 5: each of 288 numbers is spread on 2x2x5",
            2 * 288 * (2 * 2 * 5),
            (tf, x) ->
                tf.nn.conv2dBackpropInput(
                    tf.constant(new int[] {2, 12, 12, 5}),
                    weights(tf, 2, 2, 5, 4),
                    x,
                    List.of(1L, 2L, 2L, 1L),
                    "SAME")),
        row(
            PRODUCTS,
            "[2,144] by [144,7]",
            2 * 2 * 144 * 7,
            (tf, x) -> tf.linalg.matMul(flat(tf, x, 2, 144), weights(tf, 144, 7))),
        row(
            PRODUCTS,
            "[48,6] transposed by [48,5]",
            2 * 6 * 48 * 5,
            (tf, x) ->
                tf.linalg.matMul(flat(tf, x, 48, 6), weights(tf, 48, 5), MatMul.transposeA(true))),
        row(
            PRODUCTS,
            "[2,144] by [7,144] transposed",
            2 * 2 * 144 * 7,
            (tf, x) ->
                tf.linalg.matMul(
                    flat(tf, x, 2, 144), weights(tf, 7, 144), MatMul.transposeB(true))),
        row(
            PRODUCTS,
            "2 times [36,4] transposed by [36,5]",
            2 * 2 * (4 * 36 * 5),
            (tf, x) ->
                tf.train.batchMatMul(
                    flat(tf, x, 2, 36, 4),
                    weights(tf, 2, 36, 5),
                    TFloat32.class,
                    BatchMatMul.adjX(true))),
        row("bias", "of 4 channels", 288, (tf, x) -> tf.nn.biasAdd(x, weights(tf, 4))),
        row("batch norm", "inference", 2 * 288, (tf, x) -> batchNorm(tf, x, false)),
        row("batch norm", "training", 6 * 288, (tf, x) -> batchNorm(tf, x, true)),
        row(
            "local response normalisation over n channels",
            "n = 5: two on each side",
            (5 + 4) * 288,
            (tf, x) ->
                tf.nn.localResponseNormalization(x, LocalResponseNormalization.depthRadius(2L))),
        row(
            "pooling",
            "max 3x2/2 leaves 3x3",
            (3 * 2) * (2 * 3 * 3 * 4),
            (tf, x) ->
                tf.nn.maxPool(
                    x,
                    tf.constant(new int[] {1, 3, 2, 1}),
                    tf.constant(new int[] {1, 2, 2, 1}),
                    "SAME")),
        row(
            "pooling",
            "average 2x2/2 leaves 3x3",
            (2 * 2) * (2 * 3 * 3 * 4),
            (tf, x) -> tf.nn.avgPool(x, List.of(1L, 2L, 2L, 1L), List.of(1L, 2L, 2L, 1L), "VALID")),
        row(
            "means and sums over axes",
            "mean over rows and columns",
            288,
            (tf, x) -> tf.math.mean(x, tf.constant(new int[] {1, 2}))),
        row("activations, additions and the like", "relu", 288, (tf, x) -> tf.nn.relu(x)),
        row("activations, additions and the like", "sum", 288, (tf, x) -> tf.math.add(x, x)),
        row(
            "activations, additions and the like",
            "sum of 3 is 2 additions",
            2 * 288,
            (tf, x) -> tf.math.addN(List.of(x, x, x))),
        row("softmax", "over channels", 5 * 288, (tf, x) -> tf.nn.softmax(x)),
        row(
            "bilinear resizing",
            "to 12x12",
            9 * (2 * 12 * 12 * 4),
            (tf, x) -> tf.image.resizeBilinear(x, tf.constant(new int[] {12, 12}))),
        row(
            "moving numbers, arithmetic on integers",
            "transpose",
            0,
            (tf, x) -> tf.linalg.transpose(x, tf.constant(new int[] {0, 3, 1, 2}))),
        row(
            "moving numbers, arithmetic on integers",
            "sum of sizes",
            0,
            (tf, x) -> {
              Operand<TInt32> shape = tf.shape(x);
              return tf.math.add(shape, shape);
            }));
  }

  private static Drawn conv(long... kernel) {
    return (tf, x) -> tf.nn.conv2d(x, weights(tf, kernel), List.of(1L, 2L, 2L, 1L), "SAME");
  }

  private static Operand<TFloat32> weights(Ops tf, long... shape) {
    return tf.variable(Shape.of(shape), TFloat32.class);
  }

  private static Operand<TFloat32> flat(Ops tf, Operand<TFloat32> x, int... shape) {
    return tf.reshape(x, tf.constant(shape));
  }

  private static Operand<TFloat32> batchNorm(Ops tf, Operand<TFloat32> x, boolean training) {
    Operand<TFloat32> none = tf.constant(new float[0]);
    return tf.nn
        .fusedBatchNorm(
            x,
            weights(tf, 4),
            weights(tf, 4),
            training ? none : weights(tf, 4),
            training ? none : weights(tf, 4),
            FusedBatchNorm.isTraining(training))
        .y();
  }

  private static Row total(Drawn drawn) {
    Graph graph = new Graph();
    Ops tf = Ops.create(graph);
    var maps = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(2, 6, 6, 4))).output();
    var end = drawn.apply(tf, maps).asOutput();
    try (GraphSource subject = new GraphSource("one", graph, List.of(maps), List.of(end))) {
      return GraphReport.of(subject).total();
    }
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("rows")
  void operationCostsWhatItsRowSays(String work, String what, long flops, Drawn drawn) {
    Row total = total(drawn);
    assertEquals(List.of(), total.uncounted());
    assertEquals(flops, total.allFlops());
    assertEquals(work.equals(PRODUCTS) ? flops / 2 : 0, total.macs());
  }

  @Test
  void everyRowOfTheTableIsTested() throws Exception {
    Matcher row =
        Pattern.compile("^\\| ([^|]+?) \\| [^|]+ \\|$", Pattern.MULTILINE)
            .matcher(REPORTS.find("\\| work \\| FLOPs \\|\n\\|---\\|---\\|\n(.*?)\n\n"));
    Set<String> stated = new LinkedHashSet<>();
    while (row.find()) {
      stated.add(row.group(1));
    }
    Set<Object> tested = new LinkedHashSet<>();
    rows().forEach(each -> tested.add(each.get()[0]));
    assertEquals(tested, stated);
  }
}
