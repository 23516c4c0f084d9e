package org.convzoo.train.data.internal.synthetic;

import java.util.List;
import org.convzoo.ops.random.StatelessRandom;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Unstack;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * Some numbered grey images being rendered by TensorFlow, each a pure function of its number.
 *
 * <p>Maps are [N,H,W]. A number of each image is [N,1,1], so that it goes with maps. Greys are 0 to
 * 1; the canvas starts black.
 */
final class Canvas {

  private static final long SEED = 1;

  private final Ops tf;
  private final String name;
  private final Operand<TInt64> numbers;
  private final int height;
  private final int width;
  private Operand<TFloat32> greys;

  /**
   * Starts.
   *
   * @param name of the set of images: others sample other numbers
   * @param numbers [N] of the images
   */
  Canvas(Ops tf, String name, Operand<TInt64> numbers, int height, int width) {
    this.tf = tf;
    this.name = name;
    this.numbers = numbers;
    this.height = height;
    this.width = width;
    this.greys = tf.constant(new float[1][1][1]);
  }

  /** The row of each pixel's middle: [1,H,1]. */
  Operand<TFloat32> rows() {
    return middles(height, Shape.of(1, height, 1));
  }

  /** The column of each pixel's middle: [1,1,W]. */
  Operand<TFloat32> columns() {
    return middles(width, Shape.of(1, 1, width));
  }

  private Operand<TFloat32> middles(int count, Shape shape) {
    var places = tf.range(tf.constant(0.5f), tf.constant((float) count), tf.constant(1f));
    return tf.reshape(places, tf.constant(shape));
  }

  /** Samples {@code count} random numbers of each image, 0 to 1. */
  List<Operand<TFloat32>> random(String what, int count) {
    var all = StatelessRandom.uniform(tf, SEED, name + "/" + what, numbers, count);
    var apart = tf.reshape(all, tf.constant(new int[] {-1, 1, 1, count}));
    return tf.unstack(apart, (long) count, Unstack.axis(3L)).output().stream()
        .<Operand<TFloat32>>map(one -> one)
        .toList();
  }

  /** Paints over what is there. */
  void paint(Operand<TFloat32> where, Operand<TFloat32> grey) {
    greys = plus(greys, times(where, minus(grey, greys)));
  }

  /**
   * Returns the images.
   *
   * @param noise share of the greys that noise takes, 0 to 1
   * @return [N,H,W,channels], 0 to 255
   */
  Operand<TFloat32> images(float noise, int channels) {
    var pixels = StatelessRandom.uniform(tf, SEED, name + "/noise", numbers, height * width);
    var map = tf.reshape(pixels, tf.constant(new int[] {-1, height, width}));
    var noisy = plus(times(greys, 255 * (1 - noise)), times(map, 255 * noise));
    var grey = tf.expandDims(noisy, tf.constant(-1));
    return tf.tile(grey, tf.constant(new int[] {1, 1, 1, channels}));
  }

  // Arithmetic

  Operand<TFloat32> plus(Operand<TFloat32> a, Operand<TFloat32> b) {
    return tf.math.add(a, b);
  }

  Operand<TFloat32> plus(Operand<TFloat32> a, float b) {
    return plus(a, tf.constant(b));
  }

  Operand<TFloat32> minus(Operand<TFloat32> a, Operand<TFloat32> b) {
    return tf.math.sub(a, b);
  }

  Operand<TFloat32> times(Operand<TFloat32> a, Operand<TFloat32> b) {
    return tf.math.mul(a, b);
  }

  Operand<TFloat32> times(Operand<TFloat32> a, float b) {
    return times(a, tf.constant(b));
  }

  Operand<TFloat32> divided(Operand<TFloat32> a, Operand<TFloat32> b) {
    return tf.math.div(a, b);
  }

  /** 1 where {@code a} is less than {@code b}, else 0. */
  Operand<TFloat32> less(Operand<TFloat32> a, Operand<TFloat32> b) {
    return number(tf.math.less(a, b));
  }

  Operand<TFloat32> less(Operand<TFloat32> a, float b) {
    return less(a, tf.constant(b));
  }

  private Operand<TFloat32> number(Operand<TBool> condition) {
    return tf.dtypes.cast(condition, TFloat32.class);
  }

  /** 1 inside the ellipse with these half axes around (0, 0), else 0. */
  Operand<TFloat32> ellipse(
      Operand<TFloat32> y, Operand<TFloat32> x, Operand<TFloat32> high, Operand<TFloat32> wide) {
    var down = tf.math.square(divided(y, high));
    var across = tf.math.square(divided(x, wide));
    return less(plus(down, across), 1);
  }

  /** 1 inside the rectangle with these half sides around (0, 0), else 0. */
  Operand<TFloat32> rectangle(
      Operand<TFloat32> y, Operand<TFloat32> x, Operand<TFloat32> high, Operand<TFloat32> wide) {
    return times(less(tf.math.abs(y), high), less(tf.math.abs(x), wide));
  }
}
