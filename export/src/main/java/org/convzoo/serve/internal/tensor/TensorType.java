package org.convzoo.serve.internal.tensor;

import java.util.Arrays;
import java.util.Optional;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

/** The types of tensors that are served, with their names in the Open Inference Protocol. */
public enum TensorType {
  FLOAT(DataType.DT_FLOAT, "FP32", Float.BYTES, TFloat32.class),
  DOUBLE(DataType.DT_DOUBLE, "FP64", Double.BYTES, TFloat64.class),
  INT32(DataType.DT_INT32, "INT32", Integer.BYTES, TInt32.class),
  INT64(DataType.DT_INT64, "INT64", Long.BYTES, TInt64.class),
  UINT8(DataType.DT_UINT8, "UINT8", 1, TUint8.class),
  BOOL(DataType.DT_BOOL, "BOOL", 1, TBool.class),
  /** Strings of bytes, which have no fixed size. */
  STRING(DataType.DT_STRING, "BYTES", 0, TString.class);

  private final DataType dataType;
  private final String protocolName;
  private final int bytes;
  private final Class<? extends TType> tensorClass;

  TensorType(DataType dataType, String protocolName, int bytes, Class<? extends TType> type) {
    this.dataType = dataType;
    this.protocolName = protocolName;
    this.bytes = bytes;
    this.tensorClass = type;
  }

  /** Returns the type of a signature's tensor, if it is served. */
  public static Optional<TensorType> of(DataType type) {
    return Arrays.stream(values()).filter(each -> each.dataType == type).findFirst();
  }

  /** Returns the type of this name in the Open Inference Protocol, such as {@code FP32}. */
  public static Optional<TensorType> ofProtocol(String name) {
    return Arrays.stream(values()).filter(each -> each.protocolName.equals(name)).findFirst();
  }

  public String protocolName() {
    return protocolName;
  }

  /** Bytes of an element, or 0 of a string. */
  public int bytes() {
    return bytes;
  }

  Class<? extends TType> tensorClass() {
    return tensorClass;
  }
}
