package org.convzoo.report;

import java.util.Optional;
import java.util.stream.LongStream;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.OperationAttributeInspector;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.buffer.ByteDataBuffer;
import org.tensorflow.ndarray.buffer.DataBuffer;

/** Numbers that stand in a graph, such as the amounts of a padding. */
final class Constants {

  private static final int MOST = 1000;

  private Constants() {}

  /**
   * Returns the integers of a constant, row by row; empty if it is long, or the operand computed.
   */
  static Optional<long[]> integers(Operand<?> operand) {
    Operation op = operand.op();
    while (op.type().equals("Identity")) {
      op = ((GraphOperation) op).input(0).op();
    }
    if (!op.type().equals("Const") || Sizes.elements(op.output(0)) > MOST) {
      return Optional.empty();
    }
    return Attributes.find((GraphOperation) op, "value", OperationAttributeInspector::getAttrTensor)
        .flatMap(Constants::integers);
  }

  private static Optional<long[]> integers(Tensor constant) {
    try (constant) {
      ByteDataBuffer bytes = constant.asRawTensor().data();
      return switch (constant.dataType()) {
        case DT_INT32 -> Optional.of(longs(bytes.asInts()));
        case DT_INT64 -> Optional.of(longs(bytes.asLongs()));
        default -> Optional.empty();
      };
    }
  }

  private static long[] longs(DataBuffer<? extends Number> numbers) {
    return LongStream.range(0, numbers.size()).map(i -> numbers.getObject(i).longValue()).toArray();
  }
}
