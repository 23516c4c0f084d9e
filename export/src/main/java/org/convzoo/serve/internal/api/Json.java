package org.convzoo.serve.internal.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;

/** JSON of requests, read token by token: its numbers become no objects. */
final class Json {

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(32)
                  .maxStringLength(Integer.MAX_VALUE) // a body's size is limited
                  .build())
          .build();

  private Json() {}

  /** What is done with each field of an object; the parser is at its value. */
  interface Field {
    void read(String name, JsonParser value) throws IOException;
  }

  /**
   * Reads a body, which is to be one object and nothing more.
   *
   * @throws HttpFailure if it is none
   */
  static void object(byte[] body, int length, Field field) throws IOException {
    String image = length > 3 ? imageType(body) : null;
    if (image != null) {
      throw new HttpFailure(
          400, "JSON Parse error: the body is an image: send it with Content-Type: %s", image);
    }
    try (JsonParser parser = FACTORY.createParser(body, 0, length)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new HttpFailure(400, "JSON Parse error: the body must be an object");
      }
      fields(parser, field);
      if (parser.nextToken() != null) {
        throw new HttpFailure(400, "JSON Parse error: there is something after the object");
      }
    }
  }

  /** The type of an image file, by its first bytes, or null. */
  private static String imageType(byte[] body) {
    return switch (Byte.toUnsignedInt(body[0]) << 8 | Byte.toUnsignedInt(body[1])) {
      case 0x8950 -> "image/png";
      case 0xffd8 -> "image/jpeg";
      case 'G' << 8 | 'I' -> "image/gif";
      case 'B' << 8 | 'M' -> "image/bmp";
      default -> null;
    };
  }

  /** Reads the fields of the object that a parser is at. What they leave is skipped. */
  static void fields(JsonParser parser, Field field) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      field.read(name, parser);
    }
  }

  /**
   * Returns a text.
   *
   * @throws HttpFailure if the value is none
   */
  static String text(String name, JsonParser value) throws IOException {
    require(value.currentToken() == JsonToken.VALUE_STRING, name, "a string");
    return value.getText();
  }

  static void require(boolean fits, String name, String wanted) {
    if (!fits) {
      throw new HttpFailure(400, "%s must be %s", name, wanted);
    }
  }
}
