package org.convzoo.serve.internal.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.tensorflow.RawTensor;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.ByteDataBuffer;
import org.tensorflow.types.TString;

/**
 * A tensor in Java's memory.
 *
 * @param sizes of its dimensions
 * @param data its elements in row-major order, little-endian; of no bytes where they are strings
 * @param strings its elements where they are strings, else empty
 */
public record HostTensor(TensorType type, long[] sizes, byte[] data, List<byte[]> strings) {

  /** A tensor of numbers or truth values. */
  public static HostTensor of(TensorType type, long[] sizes, byte[] data) {
    return new HostTensor(type, sizes, data, List.of());
  }

  /** A tensor of strings. */
  public static HostTensor ofStrings(long[] sizes, List<byte[]> strings) {
    return new HostTensor(TensorType.STRING, sizes, new byte[0], strings);
  }

  /** How many elements there are. */
  public int count() {
    return type == TensorType.STRING ? strings.size() : data.length / type.bytes();
  }

  /** The first dimension's size, or 1 of a scalar. */
  public int rows() {
    return sizes.length == 0 ? 1 : (int) sizes[0];
  }

  /** Bytes that it takes. */
  public long bytes() {
    return data.length + strings.stream().mapToLong(each -> each.length).sum();
  }

  /** Bytes that several take. */
  public static long bytes(Collection<HostTensor> tensors) {
    return tensors.stream().mapToLong(HostTensor::bytes).sum();
  }

  /** A view of the numbers. */
  public ByteBuffer numbers() {
    return ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Says its shape, such as {@code [1,28,28,1]}. */
  public String shape() {
    return shape(sizes);
  }

  static String shape(long[] sizes) {
    return Arrays.stream(sizes).mapToObj(Long::toString).collect(Collectors.joining(",", "[", "]"));
  }

  /** Returns the sizes of one that has the rows of all parts, which agree in the rest. */
  public static long[] joinedSizes(List<HostTensor> parts) {
    long[] sizes = parts.get(0).sizes.clone();
    if (parts.size() > 1) {
      sizes[0] = parts.stream().mapToLong(HostTensor::rows).sum();
    }
    return sizes;
  }

  /** Copies tensors that agree in all but their rows into one of TensorFlow's, for the caller. */
  public static Tensor join(List<HostTensor> parts) {
    HostTensor first = parts.get(0);
    Shape shape = Shape.of(joinedSizes(parts));
    if (first.type == TensorType.STRING) {
      NdArray<byte[]> all = NdArrays.ofObjects(byte[].class, shape);
      int[] at = {0};
      List<byte[]> strings = parts.stream().flatMap(part -> part.strings.stream()).toList();
      all.scalars().forEach(scalar -> scalar.setObject(strings.get(at[0]++)));
      return TString.tensorOfBytes(all);
    }
    Tensor tensor = Tensor.of(first.type.tensorClass(), shape);
    ByteDataBuffer to = tensor.asRawTensor().data();
    long at = 0;
    for (HostTensor part : parts) {
      if (part.data.length > 0) {
        to.offset(at).write(part.data);
        at += part.data.length;
      }
    }
    return tensor;
  }

  /** Copies rows of one of TensorFlow's tensors. */
  static HostTensor rows(Tensor tensor, TensorType type, int from, int count) {
    long[] sizes = tensor.shape().asArray();
    long perRow = sizes[0] == 0 ? 0 : tensor.shape().size() / sizes[0];
    sizes[0] = count;
    return copy(tensor, type, sizes, from * perRow);
  }

  /**
   * Copies one of TensorFlow's tensors.
   *
   * @throws BadTensorException if its type is not served
   */
  public static HostTensor of(Tensor tensor) {
    return copy(tensor, type(tensor), tensor.shape().asArray(), 0);
  }

  /**
   * Splits one of TensorFlow's tensors along its rows.
   *
   * @param rows of each part
   * @throws BadTensorException if there are more or fewer rows, or its type is not served
   */
  public static List<HostTensor> split(Tensor tensor, List<Integer> rows) {
    requireRows(tensor.shape().asArray(), rows);
    List<HostTensor> parts = new ArrayList<>();
    int from = 0;
    for (int count : rows) {
      parts.add(rows(tensor, type(tensor), from, count));
      from += count;
    }
    return parts;
  }

  /**
   * Checks an answer to several requests.
   *
   * @param sizes of the answer
   * @param rows of each request
   * @throws BadTensorException if there are more or fewer rows
   */
  public static void requireRows(long[] sizes, List<Integer> rows) {
    if (sizes.length == 0 || sizes[0] != rows.stream().mapToInt(Integer::intValue).sum()) {
      throw new BadTensorException("an answer has not as many rows as were asked about");
    }
  }

  private static TensorType type(Tensor tensor) {
    return TensorType.of(tensor.dataType())
        .orElseThrow(
            () -> new BadTensorException("answers of type %s are not served", tensor.dataType()));
  }

  private static HostTensor copy(Tensor tensor, TensorType type, long[] sizes, long from) {
    long elements = Arrays.stream(sizes).reduce(1, (a, b) -> a * b);
    if (type == TensorType.STRING) {
      List<byte[]> strings = new ArrayList<>();
      for (NdArray<byte[]> each : ((TString) tensor).asBytes().scalars()) {
        strings.add(each.getObject());
      }
      return ofStrings(sizes, List.copyOf(strings.subList((int) from, (int) (from + elements))));
    }
    byte[] data = new byte[Math.toIntExact(elements * type.bytes())];
    if (data.length > 0) {
      RawTensor raw = tensor.asRawTensor();
      raw.data().offset(from * type.bytes()).read(data);
    }
    return of(type, sizes, data);
  }
}
