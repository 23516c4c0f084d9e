package org.convzoo.ops.image;

import java.util.List;
import java.util.function.Function;
import org.convzoo.UsageException;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.op.image.ResizeBilinear;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/**
 * How images come to other sizes: the ops that augmentation, evaluation and exported models share.
 * Heights and widths need not be known when they are built.
 */
public final class ImageResizing {

  private ImageResizing() {}

  /** Resizes images [N,H,W,C] to a size [2], bilinearly with half-pixel centres. */
  public static Operand<TFloat32> resized(
      Ops tf, Operand<? extends TNumber> images, Operand<TInt32> size) {
    return tf.image.resizeBilinear(images, size, ResizeBilinear.halfPixelCenters(true));
  }

  /** Resizes images [N,H,W,C] so that their shorter side has so many pixels. */
  public static Operand<TFloat32> rescaled(Ops tf, Operand<? extends TNumber> images, int shorter) {
    return resized(tf, images, size(tf, size(tf, images), tf.constant(shorter)));
  }

  /** The size [2] of which the shorter side is {@code shorter}, in proportion and rounded. */
  public static Operand<TInt32> size(Ops tf, Operand<TInt32> from, Operand<TInt32> shorter) {
    var sides = tf.dtypes.cast(from, TFloat32.class);
    var scale =
        tf.math.div(tf.dtypes.cast(shorter, TFloat32.class), tf.reduceMin(sides, tf.constant(0)));
    return tf.dtypes.cast(tf.math.rint(tf.math.mul(sides, scale)), TInt32.class);
  }

  /**
   * Resizes images [N,H,W,C] so that their shorter side has so many pixels, and cuts the middle
   * out, {@code height} x {@code width}; an odd pixel is left out at the bottom and the right.
   */
  public static Operand<TFloat32> centred(
      Ops tf, Operand<? extends TNumber> images, int shorter, int height, int width) {
    return middle(tf, rescaled(tf, images, shorter), height, width);
  }

  /**
   * Returns what {@link #centred} cuts out of an image of this size.
   *
   * @return (y1, x1, y2, x2) in shares of the image's height and width
   */
  static float[] window(int imageHeight, int imageWidth, int shorter, int height, int width) {
    float scale = (float) shorter / Math.min(imageHeight, imageWidth);
    float rows = (float) Math.rint(imageHeight * scale);
    float columns = (float) Math.rint(imageWidth * scale);
    int top = (int) (rows - height) / 2;
    int left = (int) (columns - width) / 2;
    return new float[] {
      top / rows, left / columns, (top + height) / rows, (left + width) / columns
    };
  }

  private static Operand<TFloat32> middle(Ops tf, Operand<TFloat32> images, int height, int width) {
    var room = tf.math.sub(size(tf, images), tf.constant(new int[] {height, width}));
    var none = tf.constant(new int[1]);
    var from = tf.concat(List.of(none, tf.math.div(room, tf.constant(2)), none), tf.constant(0));
    int channels = Math.toIntExact(images.shape().get(3));
    return tf.slice(images, from, tf.constant(new int[] {-1, height, width, channels}));
  }

  /**
   * Checks that what a network reads can be cut out.
   *
   * @throws IllegalArgumentException if it cannot
   */
  public static void requireRoom(String name, int shorter, int height, int width) {
    if (shorter < Math.max(height, width)) {
      throw new UsageException(
          "%s is at least the %dx%d pixels that the network reads, got %d",
          name, height, width, shorter);
    }
  }

  /** Does to one image [H,W,C] what is done to a batch of them. */
  public static Operand<TFloat32> alone(
      Ops tf,
      Operand<? extends TNumber> image,
      Function<Operand<? extends TNumber>, Operand<TFloat32>> change) {
    Operand<TFloat32> changed = change.apply(tf.expandDims(image, tf.constant(0)));
    return tf.squeeze(changed, Squeeze.axis(List.of(0L)));
  }

  /** Height and width of images [N,H,W,C]: [2]. */
  private static Operand<TInt32> size(Ops tf, Operand<? extends TNumber> images) {
    var from = tf.constant(new int[] {1});
    return tf.slice(tf.shape(images), from, tf.constant(new int[] {2}));
  }
}
