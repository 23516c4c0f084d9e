package org.convzoo.report.internal.op;

import java.util.stream.LongStream;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;

/** Elements and bytes of values. */
public final class Sizes {

  private Sizes() {}

  /** Whether every size of the value's shape is known. */
  public static boolean isKnown(Output<?> value) {
    Shape shape = value.shape();
    return !shape.isUnknown() && !shape.hasUnknownDimension();
  }

  /**
   * Returns the number of elements.
   *
   * @throws IllegalArgumentException if the shape is not known
   * @throws ArithmeticException if they are more than a long can hold
   */
  public static long elements(Output<?> value) {
    if (!isKnown(value)) {
      throw new IllegalArgumentException(
          "%s: its shape must be known, got %s".formatted(value.op().name(), value.shape()));
    }
    return elements(value.shape());
  }

  public static long elements(Shape known) {
    return LongStream.of(known.asArray()).reduce(1, Math::multiplyExact);
  }

  public static long bytes(Output<?> value) {
    return Math.multiplyExact(elements(value), bytes(value.dataType()));
  }

  public static boolean isFloating(Output<?> value) {
    return isFloating(value.dataType());
  }

  public static boolean isFloating(DataType type) {
    return switch (type) {
      case DT_FLOAT, DT_FLOAT_REF, DT_DOUBLE, DT_DOUBLE_REF, DT_HALF, DT_BFLOAT16 -> true;
      default -> false;
    };
  }

  /** Returns the bytes of an element; handles, strings and the like have none. */
  public static int bytes(DataType type) {
    return switch (type) {
      case DT_DOUBLE, DT_DOUBLE_REF, DT_INT64, DT_UINT64, DT_COMPLEX64 -> 8;
      case DT_FLOAT, DT_FLOAT_REF, DT_INT32, DT_UINT32, DT_QINT32 -> 4;
      case DT_HALF, DT_BFLOAT16, DT_INT16, DT_UINT16, DT_QINT16, DT_QUINT16 -> 2;
      case DT_BOOL, DT_INT8, DT_UINT8, DT_QINT8, DT_QUINT8 -> 1;
      case DT_COMPLEX128 -> 16;
      default -> 0;
    };
  }
}
