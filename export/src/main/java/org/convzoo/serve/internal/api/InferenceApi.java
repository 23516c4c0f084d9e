package org.convzoo.serve.internal.api;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.convzoo.Version;
import org.convzoo.serve.internal.model.ModelSignature;
import org.convzoo.serve.internal.model.ServedVersion;
import org.convzoo.serve.internal.tensor.TensorType;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/** The Open Inference Protocol, version 2, with the extension for binary tensors. */
final class InferenceApi {

  private InferenceApi() {}

  static Answer server() {
    return Answer.json(
        to -> {
          to.writeStartObject();
          to.writeStringField("name", "convzoo");
          to.writeStringField("version", Version.NUMBER);
          to.writeArrayFieldStart("extensions");
          to.writeString("binary_tensor_data");
          to.writeEndArray();
          to.writeEndObject();
        });
  }

  static Answer model(ServedVersion version) {
    ModelSignature signature = Models.signature(version, "serving_default");
    return Answer.json(
        to -> {
          to.writeStartObject();
          to.writeStringField("name", version.model());
          to.writeArrayFieldStart("versions");
          to.writeString(Long.toString(version.number()));
          to.writeEndArray();
          to.writeStringField("platform", "tensorflow_savedmodel");
          tensors(to, "inputs", signature.inputs());
          tensors(to, "outputs", signature.outputs());
          to.writeEndObject();
        });
  }

  private static void tensors(JsonGenerator to, String field, Map<String, TensorInfo> tensors)
      throws IOException {
    to.writeArrayFieldStart(field);
    for (Map.Entry<String, TensorInfo> tensor : tensors.entrySet()) {
      to.writeStartObject();
      to.writeStringField("name", tensor.getKey());
      to.writeStringField(
          "datatype",
          TensorType.of(tensor.getValue().getDtype())
              .map(TensorType::protocolName)
              .orElse(tensor.getValue().getDtype().name()));
      to.writeArrayFieldStart("shape");
      for (TensorShapeProto.Dim size : tensor.getValue().getTensorShape().getDimList()) {
        to.writeNumber(size.getSize());
      }
      to.writeEndArray();
      to.writeEndObject();
    }
    to.writeEndArray();
  }

  static CompletableFuture<Answer> infer(ServedVersion version, Call call) {
    try {
      ModelSignature signature = Models.signature(version, "serving_default");
      InferRequest request = InferRequest.read(call, signature);
      return Answers.after(
          version.ask(signature, request.inputs()),
          outputs -> new InferAnswer(version, request, outputs).answer());
    } catch (IOException e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
