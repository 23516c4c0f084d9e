package org.convzoo.report.internal.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.nn.FusedBatchNorm;
import org.tensorflow.op.nn.LocalResponseNormalization;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * FLOPs of single operations by the conventions of {@link Work}, worked out by hand for 2 images of
 * 4x6 pixels of 3 channels, which are 144 numbers.
 */
class OperationTypesTest {

  private static final long NUMBERS = 2 * 4 * 6 * 3;

  @AutoClose private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);
  private final Operand<TFloat32> images = floats(2, 4, 6, 3);

  private Operand<TFloat32> floats(long... sizes) {
    return tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(sizes)));
  }

  private static OperationType cost(Op op) {
    return OperationTypes.of((GraphOperation) op.op()).orElseThrow();
  }

  private static void assertCost(long flops, Work work, String kind, Op op) {
    OperationType cost = cost(op);
    assertEquals(flops, cost.flops((GraphOperation) op.op()), kind);
    assertEquals(work, cost.work());
    assertEquals(kind, cost.kind());
  }

  @Test
  void productsAreTwoPerMultiplyAdd() {
    List<Long> one = List.of(1L, 1L, 1L, 1L);
    assertCost(
        2 * (2 * 4 * 6 * 5) * (3 * 3 * 3),
        Work.PRODUCTS,
        "conv",
        tf.nn.conv2d(images, floats(3, 3, 3, 5), one, "SAME"));
    assertCost(
        2 * (2 * 2 * 5 * 6) * (3 * 2),
        Work.PRODUCTS,
        "depthwise conv",
        tf.nn.depthwiseConv2dNative(images, floats(3, 2, 3, 2), one, "VALID"));
    assertCost(2 * 4 * 6 * 5, Work.PRODUCTS, "dense", tf.linalg.matMul(floats(4, 6), floats(6, 5)));
    assertCost(
        2 * 2 * 4 * 6 * 5,
        Work.PRODUCTS,
        "matmul",
        tf.train.batchMatMul(floats(2, 4, 6), floats(2, 6, 5), TFloat32.class));
  }

  @Test
  void biasIsOnePerNumber() {
    assertCost(NUMBERS, Work.BIASES, "bias", tf.nn.biasAdd(images, floats(3)));
  }

  @Test
  void batchNormIsTwoPerNumberInInferenceAndSixInTraining() {
    Operand<TFloat32> channels = floats(3);
    for (boolean training : new boolean[] {false, true}) {
      assertCost(
          (training ? 6 : 2) * NUMBERS,
          Work.NORMALIZATION,
          "batch norm",
          tf.nn.fusedBatchNorm(
              images, channels, channels, channels, channels, FusedBatchNorm.isTraining(training)));
    }
  }

  /** A radius of 2 is a window of 5 channels. */
  @Test
  void localResponseNormalizationIsItsChannelsAndFourPerNumber() {
    assertCost(
        (5 + 4) * NUMBERS,
        Work.NORMALIZATION,
        "lrn",
        tf.nn.localResponseNormalization(images, LocalResponseNormalization.depthRadius(2L)));
  }

  /** 2x3 windows are left of 4x6 pixels; of windows of 3x2 at stride 1, 2x5. */
  @Test
  void poolingIsItsWindowPerNumberThatItWrites() {
    Operand<TInt32> two = tf.constant(new int[] {1, 2, 2, 1});
    assertCost(
        (2 * 2) * (2 * 2 * 3 * 3),
        Work.POOLING,
        "max pool",
        tf.nn.maxPool(images, two, two, "VALID"));
    assertCost(
        (3 * 2) * (2 * 2 * 5 * 3),
        Work.POOLING,
        "avg pool",
        tf.nn.avgPool(images, List.of(1L, 3L, 2L, 1L), List.of(1L, 1L, 1L, 1L), "VALID"));
  }

  @Test
  void meansAndSumsAreOnePerNumberThatTheyRead() {
    Operand<TInt32> map = tf.constant(new int[] {1, 2});
    assertCost(NUMBERS, Work.POOLING, "mean", tf.math.mean(images, map));
    assertCost(NUMBERS, Work.POOLING, "sum", tf.sum(images, map));
  }

  @Test
  void elementWiseIsOnePerNumberButForSoftmaxAndResizing() {
    assertCost(NUMBERS, Work.ELEMENT_WISE, "relu", tf.nn.relu(images));
    assertCost(NUMBERS, Work.ELEMENT_WISE, "mul", tf.math.mul(images, tf.constant(2f)));
    assertCost(NUMBERS, Work.ELEMENT_WISE, "greater", tf.math.greater(images, tf.constant(0f)));
    assertCost(NUMBERS, Work.ELEMENT_WISE, "add", tf.math.add(images, images));
    assertCost(
        3 * NUMBERS,
        Work.ELEMENT_WISE,
        "add",
        tf.math.addN(List.of(images, images, images, images)));
    assertCost(5 * 4 * 6, Work.ELEMENT_WISE, "softmax", tf.nn.softmax(floats(4, 6)));
    assertCost(
        9 * (2 * 8 * 5 * 3),
        Work.ELEMENT_WISE,
        "resize",
        tf.image.resizeBilinear(images, tf.constant(new int[] {8, 5})));
  }

  @Test
  void movingNumbersAndArithmeticOnIntegersAreNone() {
    assertCost(0, Work.DATA, "reshape", tf.reshape(images, tf.constant(new int[] {8, 18})));
    assertCost(0, Work.DATA, "concat", tf.concat(List.of(images, images), tf.constant(3)));
    var integers = tf.dtypes.cast(images, TInt32.class);
    assertCost(0, Work.DATA, "cast", integers);
    assertCost(0, Work.ELEMENT_WISE, "add", tf.math.add(integers, integers));
  }

  @Test
  void whatIsNotInTheTableIsNotCounted() {
    var root = tf.linalg.cholesky(floats(4, 4));
    assertTrue(OperationTypes.of((GraphOperation) root.op()).isEmpty());
  }
}
