package org.convzoo.ops.augment.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.convzoo.ops.image.ImageResizing;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/**
 * What a network is shown of a test image: parts of it, each upright and mirrored, after its
 * shorter side has been resized to a scale. Its answers are averaged over them.
 */
public enum View {

  /** The middle, not mirrored. */
  CENTRE(1) {
    @Override
    List<Operand<TFloat32>> parts(Ops tf, Operand<? extends TNumber> image, int scale, int[] size) {
      return List.of(
          ImageResizing.alone(
              tf, image, one -> ImageResizing.centred(tf, one, scale, size[0], size[1])));
    }
  },

  /**
   * Ten: the four corners and the middle of the image's central square. Krizhevsky et al. 2012,
   * section 4.1, at the scale 256.
   */
  TEN(10) {
    @Override
    List<Operand<TFloat32>> parts(Ops tf, Operand<? extends TNumber> image, int scale, int[] size) {
      return mirrored(tf, five(tf, square(tf, image, scale, 1), scale, size));
    }
  },

  /**
   * 36 a scale: of the left, central and right square (upper and lower, if it is upright) the four
   * corners, the middle, and all of the square, resized. Szegedy et al. 2015, section 7: 144 at the
   * scales 256, 288, 320 and 352.
   */
  SQUARES(36) {
    @Override
    List<Operand<TFloat32>> parts(Ops tf, Operand<? extends TNumber> image, int scale, int[] size) {
      List<Operand<TFloat32>> parts = new ArrayList<>();
      for (int place = 0; place < 3; place++) {
        Operand<TFloat32> square = square(tf, image, scale, place);
        parts.addAll(five(tf, square, scale, size));
        parts.add(resized(tf, square, tf.constant(size)));
      }
      return mirrored(tf, parts);
    }
  },

  /** Two: the whole image, over which the network slides. Simonyan, Zisserman 2015, section 3.2. */
  DENSE(2) {
    @Override
    List<Operand<TFloat32>> parts(Ops tf, Operand<? extends TNumber> image, int scale, int[] size) {
      return mirrored(tf, List.of(rescaled(tf, image, scale)));
    }
  };

  private final int count;

  View(int count) {
    this.count = count;
  }

  /** Returns the number of views of an image at a scale. */
  public int count() {
    return count;
  }

  abstract List<Operand<TFloat32>> parts(
      Ops tf, Operand<? extends TNumber> image, int scale, int[] size);

  /**
   * Builds the views of an image.
   *
   * @param image [H,W,C], of any size
   * @param scale of its shorter side in pixels
   * @param height the network's, in pixels
   * @param width the network's, in pixels
   * @return [views,height,width,C], upright ones before mirrored ones, in the order above; of
   *     {@link #DENSE} larger
   * @throws IllegalArgumentException if the scale is smaller than the network's images
   */
  public Operand<TFloat32> of(
      Ops tf, Operand<? extends TNumber> image, int scale, int height, int width) {
    ImageResizing.requireRoom("a scale", scale, height, width);
    return tf.stack(parts(tf, image, scale, new int[] {height, width}));
  }

  private static List<Operand<TFloat32>> mirrored(Ops tf, List<Operand<TFloat32>> parts) {
    Stream<Operand<TFloat32>> mirrors =
        parts.stream().map(part -> tf.reverse(part, tf.constant(new int[] {1})));
    return Stream.concat(parts.stream(), mirrors).toList();
  }

  private static List<Operand<TFloat32>> five(
      Ops tf, Operand<TFloat32> square, int side, int[] size) {
    int down = side - size[0];
    int across = side - size[1];
    return Stream.of(
            new int[] {0, 0, 0},
            new int[] {0, across, 0},
            new int[] {down, 0, 0},
            new int[] {down, across, 0},
            middle(side, size))
        .map(from -> crop(tf, square, from, size))
        .toList();
  }

  private static int[] middle(int side, int[] size) {
    return new int[] {(side - size[0]) / 2, (side - size[1]) / 2, 0};
  }

  private static Operand<TFloat32> crop(Ops tf, Operand<TFloat32> image, int[] from, int[] size) {
    return tf.slice(image, tf.constant(from), tf.constant(new int[] {size[0], size[1], -1}));
  }

  /** The first, middle or last square (0, 1 or 2) along the longer side. */
  private static Operand<TFloat32> square(
      Ops tf, Operand<? extends TNumber> image, int side, int place) {
    Operand<TFloat32> scaled = rescaled(tf, image, side);
    int channels = Math.toIntExact(image.shape().get(2));
    var room = tf.math.sub(tf.shape(scaled), tf.constant(new int[] {side, side, channels}));
    var from = tf.math.div(tf.math.mul(room, tf.constant(place)), tf.constant(2));
    return tf.slice(scaled, from, tf.constant(new int[] {side, side, channels}));
  }

  /** Resizes the shorter side, and the longer in the same proportion. */
  private static Operand<TFloat32> rescaled(Ops tf, Operand<? extends TNumber> image, int scale) {
    return ImageResizing.alone(tf, image, one -> ImageResizing.rescaled(tf, one, scale));
  }

  private static Operand<TFloat32> resized(
      Ops tf, Operand<? extends TNumber> image, Operand<TInt32> size) {
    return ImageResizing.alone(tf, image, one -> ImageResizing.resized(tf, one, size));
  }
}
