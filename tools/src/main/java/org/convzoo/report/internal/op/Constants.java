package org.convzoo.report.internal.op;

import java.util.Optional;
import java.util.stream.LongStream;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.OperationAttributeInspector;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.buffer.ByteDataBuffer;
import org.tensorflow.ndarray.buffer.DataBuffer;
import org.tensorflow.proto.DataType;

/** Numbers that stand in a graph, such as the amounts of a padding or a kernel that is fixed. */
public final class Constants {

  private static final int MOST = 1000;

  private Constants() {}

  /**
   * Returns the integers of a constant, row by row; empty if it is long, or the operand computed.
   */
  static Optional<long[]> integers(Operand<?> operand) {
    return constant(operand)
        .filter(op -> Sizes.elements(op.output(0)) <= MOST)
        .flatMap(Constants::value)
        .flatMap(Constants::integers);
  }

  /** Returns the numbers of a constant of 32-bit floats, row by row; empty for any other. */
  public static Optional<float[]> floats(Operand<?> operand) {
    return constant(operand).flatMap(Constants::value).flatMap(Constants::floats);
  }

  /** The constant whose numbers an operand is, perhaps in another shape. */
  private static Optional<GraphOperation> constant(Operand<?> operand) {
    Operation op = operand.op();
    while (op.type().equals("Identity") || op.type().equals("Reshape")) {
      op = ((GraphOperation) op).input(0).op();
    }
    return Optional.of((GraphOperation) op).filter(found -> found.type().equals("Const"));
  }

  private static Optional<Tensor> value(GraphOperation constant) {
    return Attributes.find(constant, "value", OperationAttributeInspector::getAttrTensor);
  }

  private static Optional<float[]> floats(Tensor constant) {
    try (constant) {
      if (constant.dataType() != DataType.DT_FLOAT) {
        return Optional.empty();
      }
      float[] numbers = new float[Math.toIntExact(constant.shape().size())];
      constant.asRawTensor().data().asFloats().read(numbers);
      return Optional.of(numbers);
    }
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
