package org.convzoo.serve.internal.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.convzoo.serve.internal.model.ModelSignature;
import org.convzoo.serve.internal.model.ServedVersion;
import org.convzoo.serve.internal.tensor.HostTensor;
import org.convzoo.serve.internal.tensor.NestedReader;

/**
 * The body of TensorFlow Serving's {@code :predict}.
 *
 * @param inRows whether it has {@code instances}, a row each, instead of {@code inputs}
 */
record PredictRequest(ModelSignature signature, boolean inRows, Map<String, HostTensor> inputs) {

  /**
   * Reads a body.
   *
   * @throws HttpFailure if it is none
   * @throws IOException if it is no JSON
   */
  static PredictRequest read(byte[] body, ServedVersion version) throws IOException {
    String[] name = {"serving_default"};
    boolean[] has = new boolean[2];
    Json.object(
        body,
        body.length,
        (field, value) -> {
          switch (field) {
            case "signature_name" -> name[0] = Json.text(field, value);
            case "instances" -> has[0] = true;
            case "inputs" -> has[1] = true;
            default -> {
              // as TensorFlow Serving, which reads what it knows
            }
          }
          value.skipChildren();
        });
    if (has[0] == has[1]) {
      throw new HttpFailure(
          400,
          has[0]
              ? "Not formatted correctly: there are both 'instances' and 'inputs'"
              : "Missing 'inputs' or 'instances' key");
    }
    ModelSignature signature = Models.signature(version, name[0]);
    Reading reading = new Reading(signature);
    Json.object(
        body,
        body.length,
        (field, value) -> {
          if (field.equals("instances")) {
            reading.rows(value);
          } else if (field.equals("inputs")) {
            reading.columns(value);
          } else {
            value.skipChildren();
          }
        });
    return new PredictRequest(signature, has[0], reading.inputs);
  }

  /** Reads tensors by the types that a signature has. */
  private record Reading(
      ModelSignature signature, Map<String, NestedReader> readers, Map<String, HostTensor> inputs) {

    Reading(ModelSignature signature) {
      this(signature, new LinkedHashMap<>(), new LinkedHashMap<>());
    }

    private NestedReader reader(String input) {
      return readers.computeIfAbsent(
          input, name -> new NestedReader(signature.inputType(name), name));
    }

    /** The only input, where no names are needed. */
    private String only() {
      if (signature.inputs().size() != 1) {
        throw new HttpFailure(
            400,
            "signature %s has the inputs %s: they must be named",
            signature.name(),
            signature.inputs().keySet());
      }
      return signature.inputs().keySet().iterator().next();
    }

    void rows(JsonParser at) throws IOException {
      Json.require(at.currentToken() == JsonToken.START_ARRAY, "'instances'", "a list");
      int rows = 0;
      while (at.nextToken() != JsonToken.END_ARRAY) {
        rows++;
        if (at.currentToken() == JsonToken.START_OBJECT) {
          Json.fields(at, this::field);
        } else {
          reader(only()).item(at);
        }
        for (Map.Entry<String, NestedReader> reader : readers.entrySet()) {
          if (reader.getValue().items() != rows) {
            throw new HttpFailure(
                400,
                "instance %d has %s input %s, unlike others",
                rows - 1,
                reader.getValue().items() < rows ? "no" : "an",
                reader.getKey());
          }
        }
      }
      Json.require(rows > 0, "'instances'", "a list of at least one");
      readers.forEach((input, reader) -> inputs.put(input, reader.rows()));
    }

    private void field(String name, JsonParser value) throws IOException {
      if (name.equals("b64") && !signature.inputs().containsKey(name)) {
        reader(only()).base64Item(Json.text(name, value));
      } else {
        reader(name).item(value);
      }
    }

    void columns(JsonParser at) throws IOException {
      if (at.currentToken() != JsonToken.START_OBJECT) {
        inputs.put(only(), reader(only()).whole(at));
        return;
      }
      Json.fields(at, (name, value) -> inputs.put(name, reader(name).whole(value)));
    }
  }
}
