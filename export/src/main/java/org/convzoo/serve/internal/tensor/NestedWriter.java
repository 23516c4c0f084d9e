package org.convzoo.serve.internal.tensor;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Writes tensors as nested lists, or their elements as one list. */
public final class NestedWriter {

  private final HostTensor tensor;
  private final ByteBuffer numbers;
  private final boolean base64;

  /**
   * @param base64 whether strings are written as {@code b64} objects, for they may be no text
   */
  public NestedWriter(HostTensor tensor, boolean base64) {
    this.tensor = tensor;
    this.numbers = tensor.numbers();
    this.base64 = base64;
  }

  /** Writes all of it. */
  public void whole(JsonGenerator to) throws IOException {
    write(to, 0, 0);
  }

  /** Writes one row. */
  public void row(JsonGenerator to, int row) throws IOException {
    write(to, 1, row * elements(1));
  }

  /** Writes the elements without their shape. */
  public void flat(JsonGenerator to) throws IOException {
    to.writeStartArray();
    for (int i = 0; i < tensor.count(); i++) {
      element(to, i);
    }
    to.writeEndArray();
  }

  private int elements(int depth) {
    long product = 1;
    for (int i = depth; i < tensor.sizes().length; i++) {
      product *= tensor.sizes()[i];
    }
    return (int) product;
  }

  private void write(JsonGenerator to, int depth, int from) throws IOException {
    if (depth == tensor.sizes().length) {
      element(to, from);
      return;
    }
    int step = elements(depth + 1);
    to.writeStartArray();
    for (int i = 0; i < tensor.sizes()[depth]; i++) {
      write(to, depth + 1, from + i * step);
    }
    to.writeEndArray();
  }

  private void element(JsonGenerator to, int i) throws IOException {
    switch (tensor.type()) {
      case FLOAT -> to.writeNumber(numbers.getFloat(i * Float.BYTES));
      case DOUBLE -> to.writeNumber(numbers.getDouble(i * Double.BYTES));
      case INT32 -> to.writeNumber(numbers.getInt(i * Integer.BYTES));
      case INT64 -> to.writeNumber(numbers.getLong(i * Long.BYTES));
      case UINT8 -> to.writeNumber(Byte.toUnsignedInt(numbers.get(i)));
      case BOOL -> to.writeBoolean(numbers.get(i) != 0);
      case STRING -> string(to, tensor.strings().get(i));
    }
  }

  private void string(JsonGenerator to, byte[] bytes) throws IOException {
    if (base64) {
      to.writeStartObject();
      to.writeStringField("b64", Base64.getEncoder().encodeToString(bytes));
      to.writeEndObject();
    } else {
      to.writeString(new String(bytes, StandardCharsets.UTF_8));
    }
  }
}
