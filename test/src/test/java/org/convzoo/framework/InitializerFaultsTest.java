package org.convzoo.framework;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.framework.initializers.Glorot;
import org.tensorflow.framework.initializers.He;
import org.tensorflow.framework.initializers.Initializer;
import org.tensorflow.framework.initializers.Orthogonal;
import org.tensorflow.framework.initializers.VarianceScaling.Distribution;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Why {@code KernelInitializer} works out limits and deviations itself: what the framework's
 * initializers do with kernels of convolutions. Where one of these fails, the framework has been
 * mended, and ours may go.
 */
class InitializerFaultsTest {

  private static final long[] KERNEL = {5, 5, 40, 60}; // 60,000 weights; 1000 in, 1500 out

  private static float[] values(Initializer<TFloat32> initializer) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      var kernel = initializer.call(tf, tf.constant(KERNEL), TFloat32.class);
      try (Session session = new Session(graph);
          Result result = session.runner().fetch(kernel).run()) {
        float[] values = new float[60_000];
        result.get(0).asRawTensor().data().asFloats().read(values);
        return values;
      }
    }
  }

  private static double meanSquare(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return sum / values.length;
  }

  /**
   * He's variance is 2 / 1000. The framework's fan is 5 * 5 * 40 * 40, and its variance 2 / 40,000.
   * The mean of the squares strays by at most sqrt(2 / 60,000) of itself: six of these are 3.5 %.
   */
  @Test
  void fanCountsTheInputChannelsTwice() {
    double variance = meanSquare(values(new He<>(Distribution.TRUNCATED_NORMAL, 1)));
    assertEquals(2.0 / 40_000, variance, 0.035 * 2.0 / 40_000);
  }

  /** It should have the kernel's own shape. */
  @Test
  void orthogonalKernelIsAMatrix() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      var kernel = new Orthogonal<TFloat32>(1).call(tf, tf.constant(KERNEL), TFloat32.class);
      assertEquals(Shape.of(1000, 60), kernel.shape());
    }
  }

  /** U(0, a) in the place of U(-a, a): half of the values should be below 0. */
  @Test
  void uniformFormIsNeverNegative() {
    for (float value : values(new Glorot<>(Distribution.UNIFORM, 1))) {
      assertTrue(value >= 0, "a negative value: " + value);
    }
  }
}
