package org.convzoo.serve.internal.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What is answered to a request. */
public record Answer(int status, String contentType, Map<String, String> headers, byte[] body) {

  public static final String JSON = "application/json";

  /** NaN and the infinities are written as they are, as TensorFlow Serving does. */
  public static final ObjectMapper MAPPER =
      JsonMapper.builder().disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS).build();

  /** What writes JSON. */
  interface JsonBody {
    void write(JsonGenerator to) throws IOException;
  }

  static Answer json(JsonBody body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator to = MAPPER.createGenerator(bytes)) {
      body.write(to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Answer(200, JSON, Map.of(), bytes.toByteArray());
  }

  static Answer text(String contentType, String text) {
    return new Answer(200, contentType, Map.of(), text.getBytes(StandardCharsets.UTF_8));
  }

  /** {@code {"error": message}}. */
  public static Answer error(int status, String message) {
    return json(to -> {
          to.writeStartObject();
          to.writeStringField("error", message);
          to.writeEndObject();
        })
        .with(status);
  }

  Answer with(int other) {
    return new Answer(other, contentType, headers, body);
  }

  Answer with(String header, String value) {
    return new Answer(status, contentType, Map.of(header, value), body);
  }
}
