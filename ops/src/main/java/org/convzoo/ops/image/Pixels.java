package org.convzoo.ops.image;

import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TNumber;

/** Pixels, 0 to 255: bytes, as files have them, until something needs fractions. */
public final class Pixels {

  private Pixels() {}

  /** Makes floats of them, where they are none yet. */
  public static Operand<TFloat32> floats(Ops tf, Operand<? extends TNumber> pixels) {
    return pixels.type().equals(TFloat32.class)
        ? pixels.asOutput().expect(TFloat32.class)
        : tf.dtypes.cast(pixels, TFloat32.class);
  }

  /** Casts pixels to the type that they have: bytes or floats. */
  public static Operand<? extends TNumber> of(Operand<?> pixels) {
    Output<?> output = pixels.asOutput();
    return output.type().equals(TUint8.class)
        ? output.expect(TUint8.class)
        : output.expect(TFloat32.class);
  }

  /** Makes floats of them, unless they are bytes and {@code number} could be one of them. */
  public static Operand<? extends TNumber> holding(
      Ops tf, Operand<? extends TNumber> pixels, float number) {
    return number == Math.rint(number) ? pixels : floats(tf, pixels);
  }
}
