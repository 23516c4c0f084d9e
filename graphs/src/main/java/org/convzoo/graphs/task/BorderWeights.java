package org.convzoo.graphs.task;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * How much more a pixel counts the nearer it is to two objects at once, so that a network learns
 * the thin borders between them: Ronneberger, Fischer, Brox 2015, equation 2, second term.
 */
public final class BorderWeights {

  /** From this distance on, in pixels, an object has no say: the weight would be below 0.0001. */
  public static final int REACH = 24;

  private static final int SPAN = 2 * REACH + 1;
  private static final float W0 = 10;
  private static final float SIGMA = 5;

  /** Squared pixels: more than any distance within reach, and exact in a float. */
  private static final float FAR = 1e6f;

  private BorderWeights() {}

  /**
   * Builds w0 exp(-(d1 + d2)^2 / (2 sigma^2)), with w0 = 10, sigma = 5 and d1 and d2 the distances
   * from the centre of the pixel to that of the nearest pixel of the nearest and of the second
   * nearest object; 0 inside.
   *
   * @param objects [N,H,W], the number of each pixel's object from 1, or 0 for none
   * @return [N,H,W]
   */
  public static Operand<TFloat32> of(Ops tf, Operand<TInt32> objects) {
    // at least two of them, so that there always is a second nearest, if only a far one
    Operand<TInt32> channels =
        tf.math.add(tf.reduceMax(objects, tf.constant(new int[] {0, 1, 2})), tf.constant(2));
    Operand<TFloat32> squares =
        tf.oneHot(
            tf.math.sub(objects, tf.constant(1)), channels, tf.constant(0f), tf.constant(-FAR));
    squares = nearest(tf, squares, channels, Shape.of(SPAN, 1, 1));
    squares = nearest(tf, squares, channels, Shape.of(1, SPAN, 1));
    var two = tf.nn.topK(squares, tf.constant(2), TInt32.class).values();
    var distances = tf.reduceSum(tf.math.sqrt(tf.math.neg(two)), tf.constant(3));
    var exponent = tf.math.mul(tf.math.square(distances), tf.constant(-1 / (2 * SIGMA * SIGMA)));
    return tf.math.mul(tf.math.exp(exponent), tf.constant(W0));
  }

  /**
   * Moves on from distances along one axis to distances along two: what was -d^2 becomes the
   * largest -d^2 - i^2 of the pixels at a distance i along {@code line}, which is a grey dilation
   * by a parabola.
   */
  private static Operand<TFloat32> nearest(
      Ops tf, Operand<TFloat32> squares, Operand<TInt32> channels, Shape line) {
    float[] parabola = new float[SPAN];
    for (int i = 0; i < SPAN; i++) {
      parabola[i] = -(i - REACH) * (i - REACH);
    }
    Operand<TFloat32> one = tf.reshape(tf.constant(parabola), tf.constant(line));
    Operand<TInt32> each = tf.stack(List.of(tf.constant(1), tf.constant(1), channels));
    List<Long> ones = List.of(1L, 1L, 1L, 1L);
    return tf.nn.dilation2d(squares, tf.tile(one, each), ones, ones, "SAME");
  }
}
