package org.convzoo.train.data.internal.synthetic;

import java.util.List;
import org.convzoo.graphs.network.Spec;
import org.convzoo.graphs.task.Task;
import org.convzoo.ops.augment.sample.Samples;
import org.convzoo.ops.random.StatelessRandom;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.data.UniformImageSet;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceMax;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.op.core.Unstack;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * Cells, or what may pass for them: overlapping grey ellipses and rectangles on a noisy background,
 * to be told from it pixel by pixel. Cells that touch have a thin line of background between them,
 * as in U-Net's own data.
 *
 * <p>Each image is rendered by TensorFlow when it is needed and is a pure function of (seed,
 * index).
 */
public final class SyntheticCells implements UniformImageSet {

  public static final String NAME = "shapes";

  private static final List<String> LABELS = List.of("background", "cell");
  private static final int MOST = 12; // cells in an image
  private static final int TRAITS = 7;

  private final int size;
  private final int height;
  private final int width;
  private final long seed;

  private SyntheticCells(int size, Spec.Input input, long seed) {
    this.size = size;
    this.height = input.height();
    this.width = input.width();
    this.seed = seed;
  }

  /** Opens the set, rendered at this size and in grey. */
  public static DataSet open(Spec.Input input) {
    return new DataSet(
        NAME,
        "synthetic cells",
        Task.SEGMENTATION,
        new SyntheticCells(500, input, 1),
        new SyntheticCells(100, input, 2),
        LABELS);
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public int channels() {
    return 1;
  }

  @Override
  public List<TType> content() {
    return List.of();
  }

  @Override
  public Samples samples(Ops tf, List<Operand<?>> content, Operand<TInt64> numbers) {
    Operand<TFloat32> traits =
        tf.reshape(
            StatelessRandom.uniform(tf, seed, "cells", numbers, MOST * TRAITS),
            tf.constant(new int[] {-1, 1, 1, MOST, TRAITS}));
    List<Operand<TFloat32>> trait =
        List.copyOf(tf.unstack(traits, (long) TRAITS, Unstack.axis(4L)).output());
    float side = Math.min(height, width);
    var down = tf.math.sub(line(tf, height, 1), between(tf, trait.get(0), 0, height));
    var across = tf.math.sub(line(tf, width, 2), between(tf, trait.get(1), 0, width));
    var angle = between(tf, trait.get(2), 0, (float) Math.PI);
    var sin = tf.math.sin(angle);
    var cos = tf.math.cos(angle);
    // squared, along each cell's own axes and by its own radii: [N,H,W,cells]
    var along = tf.math.add(tf.math.mul(down, cos), tf.math.mul(across, sin));
    var beside = tf.math.sub(tf.math.mul(across, cos), tf.math.mul(down, sin));
    var y =
        tf.math.square(tf.math.div(along, between(tf, trait.get(3), 0.08f * side, 0.18f * side)));
    var x =
        tf.math.square(tf.math.div(beside, between(tf, trait.get(4), 0.08f * side, 0.18f * side)));
    var kind = trait.get(5); // below 0.25 none, below 0.5 a rectangle, else an ellipse
    var reach =
        tf.select(
            tf.math.less(kind, tf.constant(0.5f)),
            tf.math.div(tf.math.maximum(y, x), tf.constant(0.7f)),
            tf.math.add(y, x));
    var on =
        tf.math.logicalAnd(
            tf.math.lessEqual(reach, tf.constant(1f)),
            tf.math.greaterEqual(kind, tf.constant(0.25f)));

    // the last cell rendered lies on top: [N,H,W,1]
    Operand<TFloat32> cells = tf.range(tf.constant(1f), tf.constant(MOST + 1f), tf.constant(1f));
    Operand<TFloat32> top =
        tf.reduceMax(
            tf.math.mul(tf.dtypes.cast(on, TFloat32.class), cells),
            tf.constant(3),
            ReduceMax.keepDims(true));
    var isTop = tf.dtypes.cast(tf.math.equal(top, cells), TFloat32.class);
    var grey =
        tf.reduceSum(
            tf.math.mul(isTop, between(tf, trait.get(6), 0.2f, 0.6f)),
            tf.constant(3),
            ReduceSum.keepDims(true));
    var noise =
        tf.reshape(
            StatelessRandom.uniform(tf, seed, "noise", numbers, height * width),
            tf.constant(new int[] {-1, height, width, 1}));
    var light = tf.math.add(between(tf, noise, 0.05f, 0.35f), grey); // 0.05 to 0.95
    return new Samples(tf.math.mul(light, tf.constant(255f)), truth(tf, parted(tf, top)));
  }

  /** Takes away the pixels of a cell beside another cell, so that the line between them is bare. */
  private static Operand<TFloat32> parted(Ops tf, Operand<TFloat32> top) {
    var there = tf.dtypes.cast(tf.math.greater(top, tf.constant(0f)), TFloat32.class);
    var reversed = tf.math.sub(tf.math.mul(there, tf.constant(MOST + 1f)), top);
    var alone =
        tf.math.logicalAnd(
            tf.math.equal(largestAround(tf, top), top),
            tf.math.equal(largestAround(tf, reversed), reversed));
    return tf.math.mul(top, tf.dtypes.cast(alone, TFloat32.class));
  }

  private static Operand<TFloat32> largestAround(Ops tf, Operand<TFloat32> map) {
    var three = tf.constant(new int[] {1, 3, 3, 1});
    return tf.nn.maxPool(map, three, tf.constant(new int[] {1, 1, 1, 1}), "SAME");
  }

  /** Class and number: [N,H,W,1] to [N,H,W,2]. */
  private static Operand<TInt32> truth(Ops tf, Operand<TFloat32> numbers) {
    Operand<TInt32> number = tf.dtypes.cast(numbers, TInt32.class);
    return tf.concat(List.of(tf.math.minimum(number, tf.constant(1)), number), tf.constant(3));
  }

  /** The centres of the pixels along an axis of [N,H,W,cells]. */
  private static Operand<TFloat32> line(Ops tf, int pixels, int axis) {
    int[] shape = {1, 1, 1, 1};
    shape[axis] = pixels;
    var centres = tf.range(tf.constant(0.5f), tf.constant((float) pixels), tf.constant(1f));
    return tf.reshape(centres, tf.constant(shape));
  }

  /** From U(0, 1) to U(low, high). */
  private static Operand<TFloat32> between(
      Ops tf, Operand<TFloat32> uniform, float low, float high) {
    return tf.math.add(tf.math.mul(uniform, tf.constant(high - low)), tf.constant(low));
  }
}
