package org.convzoo.ops.image;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/**
 * What an image file's header says of its size, read in the graph before a pixel is decoded: a file
 * of some kilobytes may be a picture of gigabytes.
 */
public final class ImageHeader {

  /** Pixels that an image may have unless someone says more: as many as Pillow takes in silence. */
  public static final int MOST_PIXELS = (1 << 30) / 4 / 3;

  /** Bytes of a file that are looked at. */
  private static final int BYTES = 28;

  /** Where a number of bytes begins, and whether the lowest is first. */
  private record Field(int at, int bytes, boolean littleEndian) {

    Operand<TFloat64> of(Ops tf, Operand<TFloat64> head) {
      double[] weights = new double[BYTES];
      for (int i = 0; i < bytes; i++) {
        weights[at + i] = Math.pow(256, littleEndian ? i : bytes - 1 - i);
      }
      return tf.sum(tf.math.mul(head, tf.constant(weights)), tf.constant(0));
    }
  }

  /** The header of one pixel's JPEG: what is asked of a file that is no JPEG. */
  private static final String PIXEL =
      latin1("ffd8ffc0000b080001000101011100ffda0008010100003f00ffd9");

  private ImageHeader() {}

  /**
   * Builds the number of pixels of a JPEG, PNG, GIF or BMP, a scalar; 0 of what is none.
   *
   * @param bytes of a file, a scalar; where a JPEG has no frame, the run fails as decoding it would
   */
  public static Operand<TFloat64> pixels(Ops tf, Operand<TString> bytes) {
    Operand<TFloat64> head =
        tf.dtypes.cast(
            tf.io.decodePaddedRaw(bytes, tf.constant(BYTES), TUint8.class), TFloat64.class);
    Operand<TFloat64> first = new Field(0, 1, true).of(tf, head);
    // PNG: RFC 2083, 4.1.1; GIF89a, 18; BMP: its BITMAPINFOHEADER, where a height may be negative
    var png = product(tf, head, new Field(16, 4, false), new Field(20, 4, false));
    var gif = product(tf, head, new Field(6, 2, true), new Field(8, 2, true));
    var up = new Field(22, 4, true).of(tf, head);
    var down = tf.math.sub(tf.constant(Math.pow(2, 32)), up);
    var bmp = tf.math.mul(new Field(18, 4, true).of(tf, head), tf.math.minimum(up, down));
    var isJpeg = tf.math.equal(new Field(0, 3, false).of(tf, head), tf.constant((double) 0xffd8ff));
    var frame =
        tf.image.extractJpegShape(
            tf.select(isJpeg, bytes, tf.constant(StandardCharsets.ISO_8859_1, PIXEL)));
    var sides =
        tf.slice(
            tf.dtypes.cast(frame, TFloat64.class),
            tf.constant(new int[] {0}),
            tf.constant(new int[] {2}));
    var pixels = tf.select(isJpeg, tf.prod(sides, tf.constant(0)), tf.constant(0.0));
    pixels = tf.select(tf.math.equal(first, tf.constant((double) 0x89)), png, pixels);
    pixels = tf.select(tf.math.equal(first, tf.constant((double) 'G')), gif, pixels);
    return tf.select(tf.math.equal(first, tf.constant((double) 'B')), bmp, pixels);
  }

  private static Operand<TFloat64> product(Ops tf, Operand<TFloat64> head, Field one, Field other) {
    return tf.math.mul(one.of(tf, head), other.of(tf, head));
  }

  private static String latin1(String hex) {
    return new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
  }
}
