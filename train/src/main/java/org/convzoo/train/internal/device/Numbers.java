package org.convzoo.train.internal.device;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.tensorflow.Result;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.buffer.ByteDataBuffer;
import org.tensorflow.proto.DataType;

/** The numbers of tensors, and how far they are from others. */
final class Numbers {

  private Numbers() {}

  /**
   * Returns a tensor's numbers, row by row.
   *
   * @throws IllegalArgumentException if it holds none
   */
  static double[] of(Tensor tensor) {
    int size = Math.toIntExact(tensor.shape().size());
    var data = tensor.asRawTensor().data();
    DataType type = tensor.dataType();
    double[] numbers = new double[size];
    switch (type) {
      case DT_FLOAT -> Arrays.setAll(numbers, data.asFloats()::getFloat);
      case DT_DOUBLE -> Arrays.setAll(numbers, data.asDoubles()::getDouble);
      case DT_INT32 -> Arrays.setAll(numbers, data.asInts()::getInt);
      case DT_INT64 -> Arrays.setAll(numbers, data.asLongs()::getLong);
      case DT_BOOL, DT_UINT8, DT_INT8 -> {
        ByteDataBuffer bytes = data;
        Arrays.setAll(numbers, bytes::getByte);
      }
      default -> throw new IllegalArgumentException("no numbers: " + type);
    }
    return numbers;
  }

  /** Returns the numbers of each tensor. */
  static List<double[]> of(Result result) {
    List<double[]> numbers = new ArrayList<>();
    result.forEach(entry -> numbers.add(of(entry.getValue())));
    return numbers;
  }

  /** Returns all numbers in one row. */
  static double[] joined(Collection<double[]> parts) {
    return parts.stream().flatMapToDouble(Arrays::stream).toArray();
  }

  /** Returns the numbers of variables in one row, in the order of their names. */
  static double[] joined(Map<String, float[]> variables) {
    List<double[]> parts = new ArrayList<>();
    for (float[] values : new TreeMap<>(variables).values()) {
      double[] numbers = new double[values.length];
      Arrays.setAll(numbers, i -> values[i]);
      parts.add(numbers);
    }
    return joined(parts);
  }

  /** Returns the largest error of as many tensors, each in the share of its own largest number. */
  static double largestError(List<double[]> expected, List<double[]> found) {
    return IntStream.range(0, expected.size())
        .mapToDouble(i -> largestError(expected.get(i), found.get(i)))
        .max()
        .orElse(0);
  }

  /**
   * Returns the largest difference in the share of the largest number expected; infinity where a
   * number is missing or is not one.
   */
  static double largestError(double[] expected, double[] found) {
    if (expected.length != found.length) {
      return Double.POSITIVE_INFINITY;
    }
    double largest = 0;
    double off = 0;
    for (int i = 0; i < expected.length; i++) {
      if (Double.compare(expected[i], found[i]) != 0) {
        double difference = Math.abs(expected[i] - found[i]);
        off = difference <= Double.MAX_VALUE ? Math.max(off, difference) : Double.POSITIVE_INFINITY;
      }
      largest = Double.isFinite(expected[i]) ? Math.max(largest, Math.abs(expected[i])) : largest;
    }
    return off == 0 ? 0 : off / largest;
  }

  /** Returns the length of the difference in the share of the length expected, both Euclidean. */
  static double euclideanError(double[] expected, double[] found) {
    if (expected.length != found.length) {
      return Double.POSITIVE_INFINITY;
    }
    double length = 0;
    double off = 0;
    for (int i = 0; i < expected.length; i++) {
      double difference = expected[i] - found[i];
      length += expected[i] * expected[i];
      off += difference * difference;
    }
    double error = off == 0 ? 0 : Math.sqrt(off / length);
    return Double.isNaN(error) ? Double.POSITIVE_INFINITY : error;
  }
}
