package org.convzoo.export.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.Supplier;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.FloatDataBuffer;

/**
 * A constant of an ONNX graph, whose elements are asked for when it is written.
 *
 * @param header its name, type and shape
 * @param bytes of its elements
 */
record Initializer(TensorProto header, long bytes, Elements elements) {

  private static final int CHUNK = 1 << 14; // elements written at a time

  /** Writes elements, little-endian. */
  @FunctionalInterface
  interface Elements {
    void writeTo(CodedOutputStream out) throws IOException;
  }

  /** Whole numbers, of which there is one where the shape has no axis. */
  static Initializer of(String name, long[] shape, long... values) {
    return new Initializer(
        header(name, DataType.INT64, shape),
        (long) values.length * Long.BYTES,
        out -> {
          ByteBuffer bytes = buffer(values.length * Long.BYTES);
          bytes.asLongBuffer().put(values);
          out.writeRawBytes(bytes);
        });
  }

  /** One number for each element of a shape. */
  static Initializer filled(String name, long[] shape, float value) {
    int count = Math.toIntExact(Shape.of(shape).size());
    return new Initializer(
        header(name, DataType.FLOAT, shape),
        (long) count * Float.BYTES,
        out -> {
          float[] values = new float[count];
          Arrays.fill(values, value);
          write(out, values, count);
        });
  }

  /**
   * A tensor with its axes in another order.
   *
   * @param shape of the tensor, whose own may be without the first axes of size 1
   * @param order of the tensor's axes: the first of the constant's is number {@code order[0]}
   * @param value the tensor, closed when it has been written
   */
  static Initializer of(String name, long[] shape, int[] order, Supplier<Tensor> value) {
    long[] sizes = Arrays.stream(order).mapToLong(axis -> shape[axis]).toArray();
    return new Initializer(
        header(name, DataType.FLOAT, sizes),
        Shape.of(shape).size() * Float.BYTES,
        out -> {
          try (Tensor tensor = value.get()) {
            FloatDataBuffer data = tensor.asRawTensor().data().asFloats();
            Permutation permutation = new Permutation(shape, order);
            if (permutation.isNone()) {
              write(out, data);
            } else {
              float[] all = new float[Math.toIntExact(data.size())];
              data.read(all);
              write(out, permutation.applied(all), all.length);
            }
          }
        });
  }

  private static TensorProto header(String name, DataType type, long[] shape) {
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(type.getNumber())
        .addAllDims(Arrays.stream(shape).boxed().toList())
        .build();
  }

  private static void write(CodedOutputStream out, FloatDataBuffer data) throws IOException {
    float[] chunk = new float[CHUNK];
    for (long at = 0; at < data.size(); at += CHUNK) {
      int count = (int) Math.min(CHUNK, data.size() - at);
      data.offset(at).read(chunk, 0, count);
      write(out, chunk, count);
    }
  }

  private static void write(CodedOutputStream out, float[] values, int count) throws IOException {
    for (int at = 0; at < count; at += CHUNK) {
      int part = Math.min(CHUNK, count - at);
      ByteBuffer bytes = buffer(part * Float.BYTES);
      bytes.asFloatBuffer().put(values, at, part);
      out.writeRawBytes(bytes);
    }
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  String name() {
    return header.getName();
  }

  /** Bytes that it takes within a graph. */
  long size() {
    return CodedOutputStream.computeTagSize(GraphProto.INITIALIZER_FIELD_NUMBER)
        + CodedOutputStream.computeUInt64SizeNoTag(tensorSize())
        + tensorSize();
  }

  private long tensorSize() {
    return header.getSerializedSize()
        + CodedOutputStream.computeTagSize(TensorProto.RAW_DATA_FIELD_NUMBER)
        + CodedOutputStream.computeUInt64SizeNoTag(bytes)
        + bytes;
  }

  /** Writes it as a field of a graph. */
  void writeTo(CodedOutputStream out) throws IOException {
    out.writeTag(GraphProto.INITIALIZER_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    out.writeUInt64NoTag(tensorSize());
    header.writeTo(out);
    out.writeTag(TensorProto.RAW_DATA_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    out.writeUInt64NoTag(bytes);
    elements.writeTo(out);
  }
}
