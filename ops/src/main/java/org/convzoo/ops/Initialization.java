package org.convzoo.ops;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * How kernels and biases start. Batch norm starts at a scale of 1 and a shift of 0.
 *
 * <p>The first value of a kernel is a pure function of the seed and the variable's name: adding a
 * layer changes no other layer's start.
 *
 * @param kernels the distribution
 * @param stddev the standard deviation of {@link Kernels#NORMAL}, else ignored
 * @param biases whether biases start as their layers say
 * @param seed the seed
 */
public record Initialization(Kernels kernels, double stddev, Biases biases, long seed) {

  /** The distributions, by the names of their papers. */
  public enum Kernels {
    /** U(-a, a), a = sqrt(6 / (fan in + fan out)): Glorot and Bengio, AISTATS 2010, eq. 16. */
    XAVIER,
    /** N(0, 2 / fan in), truncated at two standard deviations: He et al., ICCV 2015, eq. 10. */
    HE,
    /** U(-a, a), a = sqrt(3 / fan in): what Caffe calls xavier. */
    CAFFE_XAVIER,
    /** N(0, stddev). */
    NORMAL
  }

  /** Where biases start. */
  public enum Biases {
    /** As their layers say: as the network's paper has it. */
    AS_PUBLISHED,
    /** At 0. */
    ZERO
  }

  /** The standard deviation of N(0, 1) cut off at two: sqrt(1 - 4 phi(2) / (2 Phi(2) - 1)). */
  private static final double TRUNCATED_STDDEV = 0.87962566103423978;

  public Initialization {
    if (kernels == Kernels.NORMAL && !(stddev > 0)) {
      throw new IllegalArgumentException(
          "normal initialisation needs a standard deviation above 0, got " + stddev);
    }
  }

  /** Xavier's uniform distribution with this seed. */
  public static Initialization xavier(long seed) {
    return new Initialization(Kernels.XAVIER, 0, Biases.AS_PUBLISHED, seed);
  }

  /** Draws the first value of the kernel {@code name}: [..., fan in, fan out] by its last axes. */
  Operand<TFloat32> kernel(Ops tf, String name, Shape shape) {
    int last = shape.numDimensions() - 1;
    double window = 1; // pixels under a convolution's kernel
    for (int axis = 0; axis < last - 1; axis++) {
      window *= shape.get(axis);
    }
    double fanIn = window * shape.get(last - 1);
    double fanOut = window * shape.get(last);
    Operand<TInt64> dims = tf.constant(shape);
    Operand<TInt64> key = tf.constant(new long[] {Seeds.of(seed, name), 0});
    return switch (kernels) {
      case XAVIER -> uniform(tf, dims, key, Math.sqrt(6 / (fanIn + fanOut)));
      case CAFFE_XAVIER -> uniform(tf, dims, key, Math.sqrt(3 / fanIn));
      case HE ->
          scaled(
              tf,
              tf.random.statelessTruncatedNormal(dims, key),
              Math.sqrt(2 / fanIn) / TRUNCATED_STDDEV);
      case NORMAL -> scaled(tf, tf.random.statelessRandomNormal(dims, key), stddev);
    };
  }

  /** Draws the first value of a bias whose layer says {@code published}. */
  Operand<TFloat32> bias(Ops tf, Shape shape, float published) {
    float start = biases == Biases.ZERO ? 0 : published;
    return tf.fill(tf.constant(shape), tf.constant(start));
  }

  private static Operand<TFloat32> uniform(
      Ops tf, Operand<TInt64> dims, Operand<TInt64> key, double limit) {
    var between = tf.random.statelessRandomUniform(dims, key); // 0 to 1
    return scaled(tf, tf.math.sub(between, tf.constant(0.5f)), 2 * limit);
  }

  private static Operand<TFloat32> scaled(Ops tf, Operand<TFloat32> x, double factor) {
    return tf.math.mul(x, tf.constant((float) factor));
  }
}
