package org.convzoo.ops.augment.sample;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.op.image.ImageProjectiveTransformV3;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/**
 * Where each pixel of an image comes from: the pixel at (x, y) from (a x + b y + c, d x + e y + f),
 * where x counts columns, y counts rows, and the first pixel's centre is at (0, 0).
 *
 * @param numbers a to f and two zeros, [8]
 */
public record Affine(Operand<TFloat32> numbers) {

  /** Bilinear, or that of the nearest pixel. */
  public enum Rule {
    BILINEAR,
    NEAREST
  }

  private static Affine of(Ops tf, List<Operand<TFloat32>> six) {
    var zeros = tf.constant(new float[2]);
    return new Affine(tf.concat(List.of(tf.stack(six), zeros), tf.constant(0)));
  }

  /** Leaves each pixel where it is. */
  public static Affine identity(Ops tf) {
    return new Affine(tf.constant(new float[] {1, 0, 0, 0, 1, 0, 0, 0}));
  }

  /**
   * Turns an image counterclockwise around its centre.
   *
   * @param degrees a scalar
   * @param size of the image, [2]
   */
  public static Affine rotation(Ops tf, Operand<TFloat32> degrees, Operand<TInt32> size) {
    var angle = tf.math.mul(degrees, tf.constant((float) (Math.PI / 180)));
    var cos = tf.math.cos(angle);
    var sin = tf.math.sin(angle);
    var y = centre(tf, size, 0);
    var x = centre(tf, size, 1);
    return of(
        tf,
        List.of(
            cos,
            tf.math.neg(sin),
            tf.math.add(tf.math.sub(x, tf.math.mul(cos, x)), tf.math.mul(sin, y)),
            sin,
            cos,
            tf.math.sub(tf.math.sub(y, tf.math.mul(sin, x)), tf.math.mul(cos, y))));
  }

  private static Operand<TFloat32> centre(Ops tf, Operand<TInt32> size, int axis) {
    var length = tf.gather(size, tf.constant(axis), tf.constant(0));
    var last = tf.math.sub(length, tf.constant(1));
    return tf.math.mul(tf.dtypes.cast(last, TFloat32.class), tf.constant(0.5f));
  }

  /** Moves each row to the left, by {@code share} of its middle's distance from the upper edge. */
  public static Affine shearX(Ops tf, Operand<TFloat32> share) {
    var half = tf.math.mul(share, tf.constant(0.5f));
    var zero = tf.constant(0f);
    return of(tf, List.of(tf.constant(1f), share, half, zero, tf.constant(1f), zero));
  }

  /** Moves each column up, by {@code share} of its middle's distance from the left edge. */
  public static Affine shearY(Ops tf, Operand<TFloat32> share) {
    var half = tf.math.mul(share, tf.constant(0.5f));
    var zero = tf.constant(0f);
    return of(tf, List.of(tf.constant(1f), zero, zero, share, tf.constant(1f), half));
  }

  /** Moves an image down and across by so many pixels, scalars. */
  public static Affine translation(Ops tf, Operand<TFloat32> down, Operand<TFloat32> across) {
    var one = tf.constant(1f);
    var zero = tf.constant(0f);
    return of(tf, List.of(one, zero, tf.math.neg(across), zero, one, tf.math.neg(down)));
  }

  /**
   * Moves a map [H,W,K].
   *
   * @param fill what comes from outside
   */
  public <T extends TNumber> Operand<T> move(Ops tf, Operand<T> map, Rule rule, float fill) {
    var none = tf.constant(0);
    var size = tf.slice(tf.shape(map), tf.constant(new int[1]), tf.constant(new int[] {2}));
    var moved =
        tf.image.imageProjectiveTransformV3(
            tf.expandDims(map, none),
            tf.expandDims(numbers, none),
            size,
            tf.constant(fill),
            rule.name(),
            ImageProjectiveTransformV3.fillMode("CONSTANT"));
    return tf.ensureShape(tf.squeeze(moved, Squeeze.axis(List.of(0L))), map.shape());
  }
}
