package org.convzoo.ops;

import org.convzoo.Require;
import org.convzoo.UsageException;
import org.tensorflow.framework.initializers.Initializer;
import org.tensorflow.framework.initializers.Orthogonal;
import org.tensorflow.framework.initializers.RandomNormal;
import org.tensorflow.framework.initializers.RandomUniform;
import org.tensorflow.framework.initializers.TruncatedNormal;
import org.tensorflow.framework.initializers.Zeros;
import org.tensorflow.types.TFloat32;

/**
 * First values of a layer's kernel: one of TensorFlow framework's initializers, chosen by the
 * layer's fans and a seed of its own.
 *
 * <p>The names are Keras'. The framework has {@code Glorot}, {@code He} and {@code LeCun} too, but
 * works them out wrongly for convolutions: its fans count the input channels twice, and its uniform
 * form is never negative. So limits and deviations come from {@link Fan}.
 */
@FunctionalInterface
public interface KernelInitializer {

  /** The standard deviation of N(0, 1) cut off at two: sqrt(1 - 4 phi(2) / (2 Phi(2) - 1)). */
  double TRUNCATED_STDDEV = 0.87962566103423978;

  /** Returns the initializer of a kernel with these fans. */
  Initializer<TFloat32> of(Fan fan, long seed);

  /** U(-a, a), a = sqrt(6 / (fan in + fan out)): Glorot and Bengio, AISTATS 2010, equation 16. */
  static KernelInitializer glorotUniform() {
    return (fan, seed) -> uniform(Math.sqrt(6 / (fan.in() + fan.out())), seed);
  }

  /** N(0, 2 / (fan in + fan out)), cut off at two deviations: the same, equation 12. */
  static KernelInitializer glorotNormal() {
    return (fan, seed) -> cutOff(Math.sqrt(2 / (fan.in() + fan.out())), seed);
  }

  /** U(-a, a), a = sqrt(6 / fan in): of the variance of He et al., ICCV 2015, equation 10. */
  static KernelInitializer heUniform() {
    return (fan, seed) -> uniform(Math.sqrt(6 / fan.in()), seed);
  }

  /** N(0, 2 / fan in), cut off at two deviations: He et al., ICCV 2015, equation 10. */
  static KernelInitializer heNormal() {
    return (fan, seed) -> cutOff(Math.sqrt(2 / fan.in()), seed);
  }

  /** U(-a, a), a = sqrt(3 / fan in): of LeCun's variance, 1 / fan in. Caffe calls it "xavier". */
  static KernelInitializer lecunUniform() {
    return (fan, seed) -> uniform(Math.sqrt(3 / fan.in()), seed);
  }

  /** N(0, 1 / fan in), cut off at two deviations: LeCun et al., "Efficient BackProp", 1998. */
  static KernelInitializer lecunNormal() {
    return (fan, seed) -> cutOff(Math.sqrt(1 / fan.in()), seed);
  }

  /**
   * Orthogonal rows or columns of the kernel as a matrix [all but the last, last], times {@code
   * gain}: Saxe et al., ICLR 2014. It decomposes a matrix of the kernel's size: minutes for a dense
   * layer of a hundred million weights.
   *
   * @param gain above 0
   */
  static KernelInitializer orthogonal(double gain) {
    Require.positive("gain", gain);
    return (fan, seed) ->
        (tf, shape, type) -> // the framework's leaves a matrix
        tf.reshape(new Orthogonal<TFloat32>(gain, seed).call(tf, shape, TFloat32.class), shape);
  }

  /**
   * N(0, stddev^2).
   *
   * @param stddev above 0
   */
  static KernelInitializer randomNormal(double stddev) {
    Require.positive("stddev", stddev);
    return (fan, seed) -> new RandomNormal<>(0, stddev, seed);
  }

  /**
   * N(0, stddev^2) cut off at two of these deviations, so that 0.88 of {@code stddev} is left, as
   * Keras and TensorFlow have it.
   *
   * @param stddev above 0
   */
  static KernelInitializer truncatedNormal(double stddev) {
    Require.positive("stddev", stddev);
    return (fan, seed) -> new TruncatedNormal<>(0, stddev, seed);
  }

  /**
   * U(-limit, limit).
   *
   * @param limit above 0
   */
  static KernelInitializer randomUniform(double limit) {
    Require.positive("limit", limit);
    return (fan, seed) -> uniform(limit, seed);
  }

  /** Zeros, as for the last layer of a residual branch. */
  static KernelInitializer zeros() {
    return (fan, seed) -> new Zeros<>();
  }

  /**
   * The kernel whose layer changes nothing: 1 in the middle of each channel's own window, else 0.
   * Chen, Goodfellow, Shlens, "Net2Net", ICLR 2016, arXiv:1511.05641, section 2.3.
   *
   * @throws IllegalArgumentException from the initializer, for a kernel [..., in, out] that has not
   *     as many channels in as out
   */
  static KernelInitializer identity() {
    return (fan, seed) -> {
      if (fan.in() != fan.out()) {
        throw new UsageException(
            "the identity has as many channels in as out, but the fans are %.0f and %.0f",
            fan.in(), fan.out());
      }
      return IdentityKernel::of;
    };
  }

  private static Initializer<TFloat32> uniform(double limit, long seed) {
    return new RandomUniform<>(-limit, limit, seed);
  }

  /** A truncated normal distribution with the deviation {@code stddev} after the cut. */
  private static Initializer<TFloat32> cutOff(double stddev, long seed) {
    return new TruncatedNormal<>(0, stddev / TRUNCATED_STDDEV, seed);
  }
}
