package org.convzoo.ops.augment.sample;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Stack;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/**
 * Where each pixel of an image comes from, in pixels of it: never outside.
 *
 * @param rows [H,W], 0 to H - 1
 * @param columns [H,W], 0 to W - 1
 */
record Warp(Operand<TFloat32> rows, Operand<TFloat32> columns) {

  /** Moves by so many pixels [H,W]; what would come from outside comes from its mirror image. */
  static Warp by(Ops tf, Operand<TFloat32> down, Operand<TFloat32> across, Operand<TInt32> size) {
    var height = tf.gather(size, tf.constant(0), tf.constant(0));
    var width = tf.gather(size, tf.constant(1), tf.constant(0));
    var row = tf.expandDims(places(tf, height), tf.constant(1));
    return new Warp(
        mirrored(tf, tf.math.add(row, down), height),
        mirrored(tf, tf.math.add(places(tf, width), across), width));
  }

  private static Operand<TFloat32> places(Ops tf, Operand<TInt32> length) {
    return tf.dtypes.cast(tf.range(tf.constant(0), length, tf.constant(1)), TFloat32.class);
  }

  /** Back and forth between 0 and length - 1. */
  private static Operand<TFloat32> mirrored(Ops tf, Operand<TFloat32> at, Operand<TInt32> length) {
    var last = tf.dtypes.cast(tf.math.sub(length, tf.constant(1)), TFloat32.class);
    var both = tf.math.mul(last, tf.constant(2f));
    // an image of one pixel has no way to go
    var way = tf.math.floorMod(tf.math.abs(at), tf.math.maximum(both, tf.constant(1f)));
    return tf.math.minimum(tf.math.minimum(way, tf.math.abs(tf.math.sub(both, way))), last);
  }

  /** What the four pixels around each place say, by how near they are: [H,W,C]. */
  Operand<TFloat32> bilinear(Ops tf, Operand<TFloat32> image) {
    var top = tf.math.floor(rows);
    var left = tf.math.floor(columns);
    var bottom = tf.math.ceil(rows);
    var right = tf.math.ceil(columns);
    var down = tf.expandDims(tf.math.sub(rows, top), tf.constant(2));
    var across = tf.expandDims(tf.math.sub(columns, left), tf.constant(2));
    return between(
        tf,
        between(tf, at(tf, image, top, left), at(tf, image, top, right), across),
        between(tf, at(tf, image, bottom, left), at(tf, image, bottom, right), across),
        down);
  }

  private static Operand<TFloat32> between(
      Ops tf, Operand<TFloat32> a, Operand<TFloat32> b, Operand<TFloat32> share) {
    return tf.math.add(a, tf.math.mul(tf.math.sub(b, a), share));
  }

  /** What the nearest pixel says. */
  <T extends TType> Operand<T> nearest(Ops tf, Operand<T> map) {
    return at(tf, map, tf.math.rint(rows), tf.math.rint(columns));
  }

  private static <T extends TType> Operand<T> at(
      Ops tf, Operand<T> map, Operand<TFloat32> rows, Operand<TFloat32> columns) {
    var places = tf.stack(List.of(rows, columns), Stack.axis(2L));
    return tf.gatherNd(map, tf.dtypes.cast(places, TInt32.class));
  }
}
