package org.convzoo.report.internal.shape;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.OptionalLong;
import org.convzoo.report.internal.op.Sizes;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

/** Nodes that are single integers. */
final class Scalars {

  private Scalars() {}

  /** Returns the integer that {@code node} is; nothing if it is anything else. */
  static OptionalLong integer(NodeDef node) {
    TensorProto value = node.getAttrOrDefault("value", AttrValue.getDefaultInstance()).getTensor();
    if (!node.getOp().equals("Const") || value.getTensorShape().getDimCount() > 0) {
      return OptionalLong.empty();
    }
    ByteBuffer bytes =
        value.getTensorContent().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    boolean packed = bytes.remaining() >= Math.max(1, Sizes.bytes(value.getDtype()));
    return switch (value.getDtype()) {
      case DT_INT32 -> OptionalLong.of(packed ? bytes.getInt() : first(value.getIntValList()));
      case DT_INT64 -> OptionalLong.of(packed ? bytes.getLong() : first(value.getInt64ValList()));
      default -> OptionalLong.empty();
    };
  }

  private static long first(List<? extends Number> numbers) {
    return numbers.isEmpty() ? 0 : numbers.get(0).longValue();
  }
}
