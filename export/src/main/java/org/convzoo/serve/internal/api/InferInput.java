package org.convzoo.serve.internal.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.convzoo.serve.internal.tensor.FlatReader;
import org.convzoo.serve.internal.tensor.HostTensor;
import org.convzoo.serve.internal.tensor.TensorType;

/**
 * An input of the Open Inference Protocol, whose fields come in any order.
 *
 * @param data its elements as they were written, or null
 * @param binaryBytes how many bytes of the binary part are its own, or -1
 */
record InferInput(String name, String datatype, long[] shape, TokenBuffer data, int binaryBytes) {

  private static final int MOST_DIMENSIONS = 16;

  /** Reads the object that a parser is at. */
  static InferInput read(JsonParser at) throws IOException {
    String[] texts = new String[2];
    List<Long> shape = new ArrayList<>();
    boolean[] hasShape = new boolean[1];
    TokenBuffer[] data = new TokenBuffer[1];
    int[] bytes = {-1};
    Json.fields(
        at,
        (field, value) -> {
          switch (field) {
            case "name" -> texts[0] = Json.text(field, value);
            case "datatype" -> texts[1] = Json.text(field, value);
            case "shape" -> {
              hasShape[0] = true;
              shape(value, shape);
            }
            case "data" -> {
              Json.require(value.currentToken() == JsonToken.START_ARRAY, field, "a list");
              data[0] = new TokenBuffer(value);
              data[0].copyCurrentStructure(value);
            }
            case "parameters" -> Json.fields(value, (name, size) -> parameter(name, size, bytes));
            default -> value.skipChildren();
          }
        });
    Json.require(texts[0] != null, "each input", "an object with a name");
    Json.require(texts[1] != null, "input " + texts[0], "an object with a datatype");
    Json.require(hasShape[0], "input " + texts[0], "an object with a shape");
    long[] sizes = shape.stream().mapToLong(Long::longValue).toArray();
    return new InferInput(texts[0], texts[1], sizes, data[0], bytes[0]);
  }

  private static void shape(JsonParser at, List<Long> shape) throws IOException {
    Json.require(at.currentToken() == JsonToken.START_ARRAY, "shape", "a list");
    while (at.nextToken() != JsonToken.END_ARRAY) {
      boolean fits =
          at.currentToken() == JsonToken.VALUE_NUMBER_INT
              && at.getNumberType() == JsonParser.NumberType.INT
              && at.getIntValue() >= 0
              && shape.size() < MOST_DIMENSIONS;
      Json.require(fits, "shape", "a list of at most 16 numbers from 0");
      shape.add(at.getLongValue());
    }
  }

  private static void parameter(String name, JsonParser size, int[] bytes) throws IOException {
    if (name.equals("binary_data_size")) {
      boolean fits =
          size.currentToken() == JsonToken.VALUE_NUMBER_INT
              && size.getNumberType() == JsonParser.NumberType.INT
              && size.getIntValue() >= 0;
      Json.require(fits, name, "a number from 0");
      bytes[0] = size.getIntValue();
    }
    size.skipChildren();
  }

  /**
   * Makes a tensor of it.
   *
   * @param binary the rest of the binary part; what is this input's own is taken from it
   * @throws HttpFailure if there are more or fewer elements than the shape says
   */
  HostTensor tensor(TensorType type, ByteBuffer binary) throws IOException {
    if (data == null == binaryBytes < 0) {
      throw new HttpFailure(
          400, "input %s must have either data or the parameter binary_data_size", name);
    }
    if (data != null) {
      try (JsonParser parser = data.asParserOnFirstToken()) {
        return FlatReader.ofJson(parser, type, name, shape);
      }
    }
    if (binaryBytes > binary.remaining()) {
      throw new HttpFailure(
          400,
          "input %s says %,d bytes, the body has %,d more",
          name,
          binaryBytes,
          binary.remaining());
    }
    byte[] own = new byte[binaryBytes];
    binary.get(own);
    return FlatReader.ofBytes(own, type, name, shape);
  }
}
