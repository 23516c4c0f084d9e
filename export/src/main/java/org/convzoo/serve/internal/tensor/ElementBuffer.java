package org.convzoo.serve.internal.tensor;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** A tensor's elements, as JSON brings them one by one. */
final class ElementBuffer {

  private static final VarHandle FLOATS = view(float[].class);
  private static final VarHandle DOUBLES = view(double[].class);
  private static final VarHandle INTS = view(int[].class);
  private static final VarHandle LONGS = view(long[].class);

  private final TensorType type;
  private final String name;
  private final List<byte[]> strings = new ArrayList<>();
  private byte[] data = new byte[256];
  private int length;

  ElementBuffer(TensorType type, String name) {
    this.type = type;
    this.name = name;
  }

  private static VarHandle view(Class<?> array) {
    return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.LITTLE_ENDIAN);
  }

  HostTensor tensor(long[] sizes) {
    return type == TensorType.STRING
        ? HostTensor.ofStrings(sizes, List.copyOf(strings))
        : HostTensor.of(type, sizes, Arrays.copyOf(data, length));
  }

  /** Adds the string that a {@code b64} object means. */
  void addBase64(String text) {
    if (type != TensorType.STRING) {
      throw bad("a b64 object");
    }
    try {
      strings.add(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      throw new BadTensorException("input %s: its b64 is not base64", name);
    }
  }

  /** Adds the scalar that a parser is at. */
  void add(JsonParser at) throws IOException {
    JsonToken token = at.currentToken();
    int place = place();
    switch (type) {
      case STRING -> {
        require(token == JsonToken.VALUE_STRING, at);
        strings.add(at.getText().getBytes(StandardCharsets.UTF_8));
      }
      case BOOL -> {
        require(token.isBoolean(), at);
        data[place] = (byte) (at.getBooleanValue() ? 1 : 0);
      }
      case FLOAT -> {
        require(token.isNumeric(), at);
        float value = at.getFloatValue();
        requireRange(!Float.isInfinite(value) || at.isNaN(), at);
        FLOATS.set(data, place, value);
      }
      case DOUBLE -> {
        require(token.isNumeric(), at);
        double value = at.getDoubleValue();
        requireRange(!Double.isInfinite(value) || at.isNaN(), at);
        DOUBLES.set(data, place, value);
      }
      default -> {
        require(token == JsonToken.VALUE_NUMBER_INT, at);
        JsonParser.NumberType size = at.getNumberType();
        requireRange(size != JsonParser.NumberType.BIG_INTEGER, at);
        addWhole(place, at.getLongValue(), at);
      }
    }
  }

  private void addWhole(int place, long value, JsonParser at) throws IOException {
    switch (type) {
      case INT64 -> LONGS.set(data, place, value);
      case INT32 -> {
        requireRange(value == (int) value, at);
        INTS.set(data, place, (int) value);
      }
      default -> {
        requireRange(value >= 0 && value < 256, at);
        data[place] = (byte) value;
      }
    }
  }

  /** Makes room for one more element. */
  private int place() {
    int at = length;
    length += type.bytes();
    if (length > data.length) {
      data = Arrays.copyOf(data, Math.max(length, data.length * 2));
    }
    return at;
  }

  private void require(boolean fits, JsonParser at) throws IOException {
    if (!fits) {
      throw bad(Words.shortened(at.getText()));
    }
  }

  private BadTensorException bad(String found) {
    return new BadTensorException(
        "input %s wants elements of type %s, got %s", name, type.protocolName(), found);
  }

  private void requireRange(boolean fits, JsonParser at) throws IOException {
    if (!fits) {
      throw new BadTensorException(
          "input %s: %s is out of the range of %s",
          name, Words.shortened(at.getText()), type.protocolName());
    }
  }
}
