package org.convzoo.train.data;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.image.DecodeImage;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

/** The ops that make pixels of a file's bytes, and what every reader checks in the graph. */
final class Decoding {

  private Decoding() {}

  /**
   * Decodes JPEG, PNG, GIF (its first frame) or BMP.
   *
   * @param channels to decode to, or 0 for those that the file has
   * @return [H,W,channels]
   */
  static Operand<TUint8> image(Ops tf, Operand<TString> bytes, int channels) {
    var image =
        tf.image.decodeImage(
            bytes,
            TUint8.class,
            DecodeImage.channels((long) channels),
            DecodeImage.expandAnimations(false));
    return tf.ensureShape(image, Shape.of(-1, -1, channels == 0 ? -1 : channels));
  }

  /**
   * {@code value}, if {@code rule} holds: else reading fails with this message and what was found.
   */
  static <T extends TType> Operand<T> require(
      Ops tf, Operand<TBool> rule, String message, Operand<?> found, Operand<T> value) {
    Op check = tf.assertThat(rule, List.of(tf.constant(message), found));
    return tf.withControlDependencies(List.of(check)).identity(value);
  }
}
