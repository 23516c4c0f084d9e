package org.convzoo.graphs.task;

import org.convzoo.ops.Pool;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Gather;
import org.tensorflow.op.core.Min;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * A detector's output map laid over its input: the pixel in row i and column j stands at (stride *
 * (i + 1/2), stride * (j + 1/2)).
 *
 * <p>Boxes are (y1, x1, y2, x2) in pixels of the input. Pixels of the map are numbered row by row,
 * P = height * width of them. What a pixel says of a box is how far its four sides lie: above, to
 * the left, below, to the right.
 *
 * @param height rows of the map
 * @param width columns of the map
 * @param stride pixels of the input between two pixels of the map
 */
public record BoxGrid(int height, int width, int stride) {

  private static final float[] OUTWARDS = {-1, -1, 1, 1};

  /**
   * What the map should say.
   *
   * @param positive [N,P], 1 where an object stands, else 0
   * @param negative [N,P], 1 where none does, else 0; pixels that are neither do not matter
   * @param distances [N,P,4], in pixels of the input, of the object that stands there or is nearest
   */
  public record Truth(
      Operand<TFloat32> positive, Operand<TFloat32> negative, Operand<TFloat32> distances) {}

  /**
   * Builds the truth as maps: positive is a disc around each box's centre, and around that is a
   * ring where it is left open.
   *
   * @param boxes [N,M,4], rows of zeros where an image has fewer than M
   * @param radius of a disc by its box's shorter side
   * @param ring its width in pixels of the map, straight and diagonal
   */
  public Truth truth(Ops tf, Operand<TFloat32> boxes, float radius, int ring) {
    Operand<TFloat32> low = part(tf, boxes, 0, 2);
    Operand<TFloat32> high = part(tf, boxes, 2, 2);
    Operand<TFloat32> centres = tf.math.mul(tf.math.add(low, high), tf.constant(0.5f)); // [N,M,2]
    Operand<TFloat32> side = tf.min(tf.math.sub(high, low), tf.constant(-1), new Min.Options[0]);
    Operand<TFloat32> reach = tf.math.square(tf.math.mul(side, tf.constant(radius))); // [N,M]
    Operand<TFloat32> pixels = tf.expandDims(part(tf, anchors(tf), 0, 2), tf.constant(2));
    var away = tf.math.square(tf.math.sub(pixels, tf.expandDims(centres, tf.constant(1))));
    Operand<TFloat32> distance = tf.reduceSum(away, tf.constant(-1), new ReduceSum.Options[0]);
    // 1 on the disc's edge; no pixel stands at 0, where the rows of zeros have theirs
    Operand<TFloat32> inRadii =
        tf.math.div(
            distance,
            tf.expandDims(tf.math.maximum(reach, tf.constant(1e-6f)), tf.constant(1))); // [N,P,M]
    Operand<TInt64> owner = tf.math.argMin(inRadii, tf.constant(-1));
    var nearest = tf.min(inRadii, tf.constant(-1), new Min.Options[0]);
    Operand<TFloat32> positive =
        tf.dtypes.cast(tf.math.lessEqual(nearest, tf.constant(1f)), TFloat32.class);
    Operand<TFloat32> box = tf.gather(boxes, owner, tf.constant(1), Gather.batchDims(1L));
    Operand<TFloat32> distances = tf.math.mul(tf.math.sub(box, anchors(tf)), tf.constant(OUTWARDS));
    return new Truth(
        positive, tf.math.sub(tf.constant(1f), widened(tf, positive, ring)), distances);
  }

  /**
   * Turns what each pixel says into a box: the way back from {@link Truth#distances}.
   *
   * @param distances [N,P,4]
   * @return [N,P,4]
   */
  public Operand<TFloat32> boxes(Ops tf, Operand<TFloat32> distances) {
    return tf.math.add(anchors(tf), tf.math.mul(distances, tf.constant(OUTWARDS)));
  }

  /** [1,P,4]: each pixel's place, as a box of no size. */
  private Operand<TFloat32> anchors(Ops tf) {
    float[] places = new float[height * width * 4];
    for (int i = 0; i < places.length; i++) {
      int pixel = i / 4;
      places[i] = stride * ((i % 2 == 0 ? pixel / width : pixel % width) + 0.5f);
    }
    return tf.constant(Shape.of(1, height * width, 4), DataBuffers.of(places));
  }

  /** 1 where {@code map} [N,P] has a 1 at most {@code ring} rows and columns away. */
  private Operand<TFloat32> widened(Ops tf, Operand<TFloat32> map, int ring) {
    var rows = tf.reshape(map, tf.constant(new int[] {-1, height, width, 1}));
    Operand<TFloat32> wide = Pool.of(2 * ring + 1, 1).max(tf, rows, "SAME");
    return tf.reshape(wide, tf.constant(new int[] {-1, height * width}));
  }

  private static Operand<TFloat32> part(Ops tf, Operand<TFloat32> boxes, int from, int count) {
    return tf.slice(
        boxes, tf.constant(new int[] {0, 0, from}), tf.constant(new int[] {-1, -1, count}));
  }
}
