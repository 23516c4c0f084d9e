package org.convzoo.ops.augment.sample;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * A part of an image, and perhaps of what lies around it.
 *
 * @param offset of its upper left corner: [2], down and across
 * @param size [2], height and width
 */
public record Rectangle(Operand<TInt32> offset, Operand<TInt32> size) {

  private static final int TRIES = 10;

  /** Which of its sides an aspect divides by which. */
  public enum Aspect {
    WIDTH_BY_HEIGHT,
    HEIGHT_BY_WIDTH
  }

  /** What a random one takes. */
  public static final int DRAWS = 2 * TRIES + 2;

  /** One around a pixel [2]. */
  public static Rectangle around(Ops tf, Operand<TInt32> middle, Operand<TInt32> size) {
    var half = tf.math.floorDiv(size, tf.constant(2));
    return new Rectangle(tf.math.sub(middle, half), size);
  }

  /**
   * Ratios of two sides.
   *
   * @param aspect which one is divided by the other
   * @param range the least and the greatest
   */
  public record Ratios(Aspect aspect, List<Float> range) {}

  /**
   * One of a random share of an image's area and of random shape, each place as likely: the first
   * of ten that fits, or else one of the size {@code orElse} [2].
   *
   * @param area least and greatest share
   * @param ratio of its sides
   */
  public static Rectangle random(
      Ops tf,
      Operand<TInt32> image,
      List<Float> area,
      Ratios ratio,
      Operand<TInt32> orElse,
      UniformSamples draws) {
    var whole = tf.dtypes.cast(tf.reduceProd(image, tf.constant(0)), TFloat32.class);
    var areas = tf.math.mul(draws.between(area.get(0), area.get(1), TRIES), whole);
    var ratios = draws.between(ratio.range.get(0), ratio.range.get(1), TRIES);
    Operand<TFloat32> dividends = tf.math.rint(tf.math.sqrt(tf.math.mul(areas, ratios)));
    Operand<TFloat32> divisors = tf.math.rint(tf.math.sqrt(tf.math.div(areas, ratios)));
    var sides =
        ratio.aspect == Aspect.HEIGHT_BY_WIDTH
            ? List.of(dividends, divisors)
            : List.of(divisors, dividends);
    Operand<TInt32> sizes = tf.dtypes.cast(tf.stack(sides), TInt32.class); // [2,TRIES]
    Operand<TInt32> last = tf.expandDims(image, tf.constant(1));
    var fits =
        tf.reduceAll(
            tf.math.logicalAnd(
                tf.math.lessEqual(sizes, last), tf.math.greater(sizes, tf.constant(0))),
            tf.constant(0));
    Operand<TInt32> places = tf.range(tf.constant(0), tf.constant(TRIES), tf.constant(1));
    Operand<TInt32> first =
        tf.reduceMin(tf.select(fits, places, tf.constant(TRIES)), tf.constant(0));
    Operand<TInt32> all =
        tf.concat(List.of(sizes, tf.expandDims(orElse, tf.constant(1))), tf.constant(1));
    Operand<TInt32> size = tf.gather(all, first, tf.constant(1));
    var room = tf.math.add(tf.math.sub(image, size), tf.constant(1));
    return new Rectangle(draws.pair(room), size);
  }

  /** 1 for each pixel of an image of a size [2] that lies in it, else 0: [H,W,1]. */
  public Operand<TFloat32> mask(Ops tf, Operand<TInt32> image) {
    Operand<TFloat32> down = line(tf, image, 0);
    Operand<TFloat32> across = line(tf, image, 1);
    return tf.expandDims(tf.math.mul(tf.expandDims(down, tf.constant(1)), across), tf.constant(2));
  }

  private Operand<TFloat32> line(Ops tf, Operand<TInt32> image, int axis) {
    var which = tf.constant(axis);
    var from = tf.gather(offset, which, tf.constant(0));
    var to = tf.math.add(from, tf.gather(size, which, tf.constant(0)));
    Operand<TInt32> places =
        tf.range(tf.constant(0), tf.gather(image, which, tf.constant(0)), tf.constant(1));
    var in = tf.math.logicalAnd(tf.math.greaterEqual(places, from), tf.math.less(places, to));
    return tf.dtypes.cast(in, TFloat32.class);
  }

  /** Paints it over an image [H,W,C]. */
  public Operand<TFloat32> paint(Ops tf, Operand<TFloat32> image, Operand<TInt32> of, float fill) {
    var mask = tf.math.equal(mask(tf, of), tf.constant(1f));
    return tf.select(mask, tf.constant(fill), image);
  }
}
