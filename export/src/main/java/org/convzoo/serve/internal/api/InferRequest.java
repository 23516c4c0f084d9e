package org.convzoo.serve.internal.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.convzoo.serve.internal.model.ModelSignature;
import org.convzoo.serve.internal.tensor.HostTensor;
import org.convzoo.serve.internal.tensor.TensorType;

/**
 * The body of {@code /infer}: JSON, and behind it the binary tensors, where the header {@code
 * Inference-Header-Content-Length} says how long the JSON is.
 *
 * @param id that the answer is to have, or null
 * @param outputs that are wanted, and whether each is wanted in binary; empty for all
 * @param binary whether outputs are wanted in binary that are not named
 */
record InferRequest(
    String id, Map<String, HostTensor> inputs, Map<String, Boolean> outputs, boolean binary) {

  /**
   * Reads a request.
   *
   * @throws HttpFailure if it is none, or wants an output that there is not
   * @throws IOException if it is no JSON
   */
  static InferRequest read(Call call, ModelSignature signature) throws IOException {
    int length = call.jsonLength() < 0 ? call.body().length : call.jsonLength();
    if (length > call.body().length) {
      throw new HttpFailure(
          400,
          "Inference-Header-Content-Length says %,d bytes of JSON, the body has %,d",
          length,
          call.body().length);
    }
    Reading reading = new Reading(signature, ByteBuffer.wrap(call.body()).position(length));
    Json.object(call.body(), length, reading::field);
    if (reading.inputs.isEmpty()) {
      throw new HttpFailure(400, "inputs must be a list of at least one");
    }
    if (reading.binary.hasRemaining()) {
      throw new HttpFailure(
          400, "there are %,d bytes more than the inputs have", reading.binary.remaining());
    }
    return new InferRequest(reading.id, reading.inputs, reading.outputs, reading.binaryOutput);
  }

  private static final class Reading {

    private final ModelSignature signature;
    private final ByteBuffer binary;
    private final Map<String, HostTensor> inputs = new LinkedHashMap<>();
    private final Map<String, Boolean> outputs = new LinkedHashMap<>();
    private String id;
    private boolean binaryOutput;

    Reading(ModelSignature signature, ByteBuffer binary) {
      this.signature = signature;
      this.binary = binary.order(ByteOrder.LITTLE_ENDIAN);
    }

    void field(String name, JsonParser value) throws IOException {
      switch (name) {
        case "id" -> id = Json.text(name, value);
        case "parameters" -> parameters(value);
        case "inputs" -> each(name, value, () -> input(value));
        case "outputs" -> each(name, value, () -> output(value));
        default -> value.skipChildren();
      }
    }

    private interface Step {
      void run() throws IOException;
    }

    private static void each(String name, JsonParser at, Step step) throws IOException {
      Json.require(at.currentToken() == JsonToken.START_ARRAY, name, "a list");
      while (at.nextToken() != JsonToken.END_ARRAY) {
        Json.require(at.currentToken() == JsonToken.START_OBJECT, name, "a list of objects");
        step.run();
      }
    }

    private void parameters(JsonParser at) throws IOException {
      Json.require(at.currentToken() == JsonToken.START_OBJECT, "parameters", "an object");
      Json.fields(
          at,
          (name, value) -> {
            if (name.equals("binary_data_output")) {
              Json.require(value.currentToken().isBoolean(), name, "true or false");
              binaryOutput = value.getBooleanValue();
            }
            value.skipChildren();
          });
    }

    private void input(JsonParser at) throws IOException {
      InferInput input = InferInput.read(at);
      TensorType wanted = signature.inputType(input.name());
      if (!input.datatype().equals(wanted.protocolName())) {
        throw new HttpFailure(
            400,
            "input %s is of datatype %s, got %s",
            input.name(),
            wanted.protocolName(),
            input.datatype());
      }
      if (inputs.put(input.name(), input.tensor(wanted, binary)) != null) {
        throw new HttpFailure(400, "input %s is there twice", input.name());
      }
    }

    private void output(JsonParser at) throws IOException {
      List<String> name = new ArrayList<>();
      Boolean[] wanted = new Boolean[1];
      Json.fields(
          at,
          (field, value) -> {
            if (field.equals("name")) {
              name.add(Json.text(field, value));
            } else if (field.equals("parameters")) {
              Json.fields(
                  value,
                  (parameter, flag) -> {
                    if (parameter.equals("binary_data")) {
                      Json.require(flag.currentToken().isBoolean(), parameter, "true or false");
                      wanted[0] = flag.getBooleanValue();
                    }
                    flag.skipChildren();
                  });
            } else {
              value.skipChildren();
            }
          });
      Json.require(!name.isEmpty(), "each output", "an object with a name");
      if (!signature.outputs().containsKey(name.get(0))) {
        throw new HttpFailure(
            400, "there is no output %s, but %s", name.get(0), signature.outputs().keySet());
      }
      outputs.put(name.get(0), wanted[0]);
    }
  }

  /** Whether an output is wanted. */
  boolean wants(String output) {
    return outputs.isEmpty() || outputs.containsKey(output);
  }

  /** Whether an output is wanted in binary. */
  boolean wantsBinary(String output) {
    Boolean own = outputs.get(output);
    return own == null ? binary : own;
  }
}
