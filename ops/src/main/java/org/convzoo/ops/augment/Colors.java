package org.convzoo.ops.augment;

import java.util.ArrayList;
import java.util.List;
import org.convzoo.ops.augment.sample.Rectangle;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceMax;
import org.tensorflow.op.core.ReduceMin;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.op.core.Stack;
import org.tensorflow.op.core.Unstack;
import org.tensorflow.op.math.Cumsum;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Changes of the colours of an image [H,W,C], 0 to 255, of one channel or of red, green and blue.
 * Factors are scalars.
 */
final class Colors {

  private static final float[] GREY = {0.299f, 0.587f, 0.114f}; // ITU-R BT.601
  private static final int LEVELS = 256;

  private Colors() {}

  /** Away from {@code from} by a factor, cut off at 0 and 255. */
  static Operand<TFloat32> away(
      Ops tf, Operand<TFloat32> x, Operand<TFloat32> from, Operand<TFloat32> factor) {
    var moved = tf.math.add(from, tf.math.mul(tf.math.sub(x, from), factor));
    return tf.clipByValue(moved, tf.constant(0f), tf.constant(255f));
  }

  /** The grey of each pixel, [H,W,1]; itself where there is one channel. */
  static Operand<TFloat32> grey(Ops tf, Operand<TFloat32> x) {
    if (x.shape().get(2) == 1) {
      return x;
    }
    var weighted = tf.math.mul(x, tf.constant(GREY));
    return tf.reduceSum(weighted, tf.constant(2), ReduceSum.keepDims(true));
  }

  /** The mean of all numbers, a scalar. */
  static Operand<TFloat32> mean(Ops tf, Operand<TFloat32> x) {
    return tf.math.mean(x, tf.constant(new int[] {0, 1, 2}));
  }

  /**
   * The mean of the 3x3 pixels around each, of which its own counts five times, in whole numbers;
   * at the edges the pixel itself.
   */
  static Operand<TFloat32> smoothed(Ops tf, Operand<TFloat32> x) {
    int channels = Math.toIntExact(x.shape().get(2));
    float[][][][] kernel = new float[3][3][channels][1];
    for (int place = 0; place < 9; place++) {
      for (int c = 0; c < channels; c++) {
        kernel[place / 3][place % 3][c][0] = place == 4 ? 5 / 13f : 1 / 13f;
      }
    }
    var all =
        tf.nn.depthwiseConv2dNative(
            tf.expandDims(x, tf.constant(0)),
            tf.constant(StdArrays.ndCopyOf(kernel)),
            List.of(1L, 1L, 1L, 1L),
            "SAME");
    var whole = tf.math.rint(tf.squeeze(all, Squeeze.axis(List.of(0L))));
    var size = tf.slice(tf.shape(x), tf.constant(new int[1]), tf.constant(new int[] {2}));
    Rectangle inner =
        new Rectangle(
            tf.constant(new int[] {1, 1}), tf.math.sub(size, tf.constant(new int[] {2, 2})));
    return tf.select(tf.math.equal(inner.mask(tf, size), tf.constant(1f)), whole, x);
  }

  /** Keeps the upper bits of whole numbers. */
  static Operand<TFloat32> posterize(Ops tf, Operand<TFloat32> x, int bits) {
    var step = tf.constant((float) (1 << 8 - bits));
    return tf.math.mul(tf.math.floor(tf.math.div(x, step)), step);
  }

  /** Inverts what is at least {@code threshold}. */
  static Operand<TFloat32> solarize(Ops tf, Operand<TFloat32> x, float threshold) {
    var bright = tf.math.greaterEqual(x, tf.constant(threshold));
    return tf.select(bright, tf.math.sub(tf.constant(255f), x), x);
  }

  /** Stretches each channel to 0 to 255; one of a single value stays. */
  static Operand<TFloat32> autoContrast(Ops tf, Operand<TFloat32> x) {
    var axes = tf.constant(new int[] {0, 1});
    var least = tf.reduceMin(x, axes, ReduceMin.keepDims(true));
    var range = tf.math.sub(tf.reduceMax(x, axes, ReduceMax.keepDims(true)), least);
    var scaled = tf.math.mul(tf.math.sub(x, least), tf.constant(255f));
    var stretched = tf.math.div(scaled, tf.math.maximum(range, tf.constant(1f)));
    return tf.select(tf.math.greater(range, tf.constant(0f)), stretched, x);
  }

  /**
   * Makes each channel's whole numbers about as frequent as one another, as PIL does it: a value
   * becomes the count of those below it by a 255th of all that are not the largest.
   */
  static Operand<TFloat32> equalize(Ops tf, Operand<TFloat32> x) {
    long channels = x.shape().get(2);
    List<Operand<TFloat32>> equal = new ArrayList<>();
    for (Operand<TFloat32> channel : tf.unstack(x, channels, Unstack.axis(2L)).output()) {
      Operand<TInt32> values = tf.dtypes.cast(channel, TInt32.class);
      var flat = tf.reshape(values, tf.constant(new int[] {-1}));
      var counts = tf.math.bincount(flat, tf.constant(LEVELS), tf.constant(new int[0]));
      var largest = tf.gather(counts, tf.max(flat, tf.constant(0)), tf.constant(0));
      var step = tf.math.div(tf.math.sub(tf.size(flat), largest), tf.constant(LEVELS - 1));
      var below = tf.math.cumsum(counts, tf.constant(0), Cumsum.exclusive(true));
      var divisor = tf.math.maximum(step, tf.constant(1));
      var table = tf.math.div(tf.math.add(below, tf.math.div(step, tf.constant(2))), divisor);
      var cut = tf.math.minimum(table, tf.constant(LEVELS - 1));
      var made =
          tf.select(
              tf.math.greater(step, tf.constant(0)),
              tf.gather(cut, values, tf.constant(0)),
              values);
      equal.add(tf.dtypes.cast(made, TFloat32.class));
    }
    return tf.stack(equal, Stack.axis(2L));
  }
}
