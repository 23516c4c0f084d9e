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

  /**
   * How many numbers meet.
   *
   * @param in in one number of a layer's output
   * @param out from one number of its input
   */
  record Fan(double in, double out) {

    /** That of a kernel [..., in, out], as the papers count it: without regard to the stride. */
    static Fan of(Shape kernel) {
      int last = kernel.numDimensions() - 1;
      double window = window(kernel);
      return new Fan(window * kernel.get(last - 1), window * kernel.get(last));
    }

    /**
     * That of a transposed convolution's kernel [h,w,out,in]: of its window only every stride-th
     * row and column meets in one pixel.
     */
    static Fan ofTransposed(Shape kernel, int stride) {
      double window = window(kernel);
      return new Fan(window / (stride * stride) * kernel.get(3), window * kernel.get(2));
    }

    private static double window(Shape kernel) {
      double pixels = 1;
      for (int axis = 0; axis < kernel.numDimensions() - 2; axis++) {
        pixels *= kernel.get(axis);
      }
      return pixels;
    }
  }

  /** Draws the first value of the kernel {@code name}. */
  Operand<TFloat32> kernel(Ops tf, String name, Shape shape, Fan fan) {
    Operand<TInt64> dims = tf.constant(shape);
    Operand<TInt64> key = tf.constant(new long[] {Seeds.of(seed, name), 0});
    return switch (kernels) {
      case XAVIER -> uniform(tf, dims, key, Math.sqrt(6 / (fan.in + fan.out)));
      case CAFFE_XAVIER -> uniform(tf, dims, key, Math.sqrt(3 / fan.in));
      case HE ->
          scaled(
              tf,
              tf.random.statelessTruncatedNormal(dims, key),
              Math.sqrt(2 / fan.in) / TRUNCATED_STDDEV);
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
