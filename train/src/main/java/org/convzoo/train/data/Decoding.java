package org.convzoo.train.data;

import java.util.List;
import org.convzoo.ops.image.ImageHeader;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.image.DecodeImage;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

/**
 * How pixels are made of a file's bytes, and what every reader checks in the graph.
 *
 * @param channels to decode to, 1 for grey, 3 for RGB, or 0 for those that a file has
 * @param maxPixels that an image may have: of more, no pixel is decoded
 */
public record Decoding(int channels, long maxPixels) {

  /** Decodes images of the usual sizes. */
  public Decoding(int channels) {
    this(channels, ImageHeader.MOST_PIXELS);
  }

  /**
   * Decodes JPEG, PNG, GIF (its first frame) or BMP.
   *
   * @return [H,W,channels]
   */
  public Operand<TUint8> image(Ops tf, Operand<TString> bytes) {
    var image =
        tf.image.decodeImage(
            limited(tf, bytes),
            TUint8.class,
            DecodeImage.channels((long) channels),
            DecodeImage.expandAnimations(false));
    return tf.ensureShape(image, Shape.of(-1, -1, channels == 0 ? -1 : channels));
  }

  /** The bytes, if they are of an image of no more pixels than it may have. */
  public Operand<TString> limited(Ops tf, Operand<TString> bytes) {
    var pixels = ImageHeader.pixels(tf, bytes);
    return require(
        tf,
        tf.math.lessEqual(pixels, tf.constant((double) maxPixels)),
        "the image has more than input.max_pixels: %d, it has ".formatted(maxPixels),
        tf.dtypes.cast(pixels, TInt64.class),
        bytes);
  }

  /**
   * {@code value}, if {@code rule} holds: else reading fails with this message and what was found.
   */
  public static <T extends TType> Operand<T> require(
      Ops tf, Operand<TBool> rule, String message, Operand<?> found, Operand<T> value) {
    Op check = tf.assertThat(rule, List.of(tf.constant(message), found));
    return tf.withControlDependencies(List.of(check)).identity(value);
  }
}
