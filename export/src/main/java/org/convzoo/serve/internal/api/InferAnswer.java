package org.convzoo.serve.internal.api;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import org.convzoo.serve.internal.model.ServedVersion;
import org.convzoo.serve.internal.tensor.HostTensor;
import org.convzoo.serve.internal.tensor.NestedWriter;
import org.convzoo.serve.internal.tensor.TensorType;

/** The answer to {@code /infer}. */
record InferAnswer(ServedVersion version, InferRequest request, Map<String, HostTensor> outputs) {

  private static final String JSON_LENGTH = "Inference-Header-Content-Length";

  Answer answer() {
    ByteArrayOutputStream binary = new ByteArrayOutputStream();
    Answer json =
        Answer.json(
            to -> {
              to.writeStartObject();
              to.writeStringField("model_name", version.model());
              to.writeStringField("model_version", Long.toString(version.number()));
              if (request.id() != null) {
                to.writeStringField("id", request.id());
              }
              to.writeArrayFieldStart("outputs");
              for (Map.Entry<String, HostTensor> output : outputs.entrySet()) {
                if (request.wants(output.getKey())) {
                  output(to, output.getKey(), output.getValue(), binary);
                }
              }
              to.writeEndArray();
              to.writeEndObject();
            });
    if (binary.size() == 0) {
      return json;
    }
    int length = json.body().length;
    byte[] whole = new byte[length + binary.size()];
    System.arraycopy(json.body(), 0, whole, 0, length);
    System.arraycopy(binary.toByteArray(), 0, whole, length, binary.size());
    return new Answer(
        200, "application/octet-stream", Map.of(JSON_LENGTH, Integer.toString(length)), whole);
  }

  private void output(
      JsonGenerator to, String name, HostTensor tensor, ByteArrayOutputStream binary)
      throws IOException {
    to.writeStartObject();
    to.writeStringField("name", name);
    to.writeStringField("datatype", tensor.type().protocolName());
    to.writeArrayFieldStart("shape");
    for (long size : tensor.sizes()) {
      to.writeNumber(size);
    }
    to.writeEndArray();
    if (request.wantsBinary(name)) {
      byte[] own = bytes(tensor);
      to.writeObjectFieldStart("parameters");
      to.writeNumberField("binary_data_size", own.length);
      to.writeEndObject();
      binary.write(own);
    } else {
      to.writeFieldName("data");
      new NestedWriter(tensor, false).flat(to);
    }
    to.writeEndObject();
  }

  private static byte[] bytes(HostTensor tensor) throws IOException {
    if (tensor.type() != TensorType.STRING) {
      return tensor.data();
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] string : tensor.strings()) {
      ByteBuffer length = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      all.write(length.putInt(string.length).array());
      all.write(string);
    }
    return all.toByteArray();
  }
}
