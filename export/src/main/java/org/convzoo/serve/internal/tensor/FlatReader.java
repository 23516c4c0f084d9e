package org.convzoo.serve.internal.tensor;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Reads tensors whose shape is said beside their elements. */
public final class FlatReader {

  private FlatReader() {}

  /** Reads a list of elements, nested or not, from the token that a parser is at. */
  public static HostTensor ofJson(JsonParser at, TensorType type, String name, long[] sizes)
      throws IOException {
    ElementBuffer elements = new ElementBuffer(type, name);
    int depth = 1;
    while (depth > 0) {
      JsonToken token = at.nextToken();
      if (token == JsonToken.START_ARRAY) {
        depth++;
      } else if (token == JsonToken.END_ARRAY) {
        depth--;
      } else {
        elements.add(at);
      }
    }
    return sized(elements.tensor(sizes), name);
  }

  /** Reads elements, little-endian; before a string's bytes stands how many there are, as int32. */
  public static HostTensor ofBytes(byte[] bytes, TensorType type, String name, long[] sizes) {
    if (type == TensorType.STRING) {
      return sized(HostTensor.ofStrings(sizes, strings(bytes, name)), name);
    }
    if (bytes.length % type.bytes() != 0) {
      throw new BadTensorException(
          "input %s has %,d bytes, which are no elements of %s",
          name, bytes.length, type.protocolName());
    }
    return sized(HostTensor.of(type, sizes, bytes), name);
  }

  private static List<byte[]> strings(byte[] bytes, String name) {
    List<byte[]> strings = new ArrayList<>();
    ByteBuffer left = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    while (left.hasRemaining()) {
      int length = left.remaining() < Integer.BYTES ? -1 : left.getInt();
      if (length < 0 || length > left.remaining()) {
        throw new BadTensorException("input %s is cut within a string", name);
      }
      byte[] string = new byte[length];
      left.get(string);
      strings.add(string);
    }
    return strings;
  }

  private static HostTensor sized(HostTensor tensor, String name) {
    double wanted = 1;
    for (long size : tensor.sizes()) {
      wanted *= size;
    }
    if (wanted != tensor.count()) {
      throw new BadTensorException(
          "input %s has %,d elements, but the shape %s", name, tensor.count(), tensor.shape());
    }
    return tensor;
  }
}
