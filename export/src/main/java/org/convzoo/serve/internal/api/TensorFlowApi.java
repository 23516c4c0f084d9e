package org.convzoo.serve.internal.api;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.convzoo.serve.internal.model.ModelSignature;
import org.convzoo.serve.internal.model.ServedModel;
import org.convzoo.serve.internal.model.ServedVersion;
import org.convzoo.serve.internal.tensor.HostTensor;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/** TensorFlow Serving's REST API: status, metadata and {@code :predict}. */
final class TensorFlowApi {

  private TensorFlowApi() {}

  static CompletableFuture<Answer> predict(ServedVersion version, Call call) {
    try {
      PredictRequest request = PredictRequest.read(call.body(), version);
      CompletableFuture<Map<String, HostTensor>> asked =
          version.ask(request.signature(), request.inputs());
      int rows = request.inputs().values().iterator().next().rows();
      return Answers.after(
          asked,
          outputs ->
              request.inRows()
                  ? PredictAnswer.inRows(outputs, rows)
                  : PredictAnswer.inColumns(outputs));
    } catch (IOException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** The state of a model's version, and of one that could not be loaded. */
  static Answer status(ServedVersion version, ServedModel model) {
    Optional<ServedModel.Failed> failed = model.failed();
    return Answer.json(
        to -> {
          to.writeStartObject();
          to.writeArrayFieldStart("model_version_status");
          if (failed.isPresent()) {
            status(to, failed.get().version(), "END", "UNKNOWN", failed.get().reason());
          }
          status(to, version.number(), "AVAILABLE", "OK", "");
          to.writeEndArray();
          to.writeEndObject();
        });
  }

  private static void status(
      JsonGenerator to, long version, String state, String code, String message)
      throws IOException {
    to.writeStartObject();
    to.writeStringField("version", Long.toString(version));
    to.writeStringField("state", state);
    to.writeObjectFieldStart("status");
    to.writeStringField("error_code", code);
    to.writeStringField("error_message", message);
    to.writeEndObject();
    to.writeEndObject();
  }

  static Answer metadata(ServedVersion version) {
    return Answer.json(
        to -> {
          to.writeStartObject();
          to.writeObjectFieldStart("model_spec");
          to.writeStringField("name", version.model());
          to.writeStringField("signature_name", "");
          to.writeStringField("version", Long.toString(version.number()));
          to.writeEndObject();
          to.writeObjectFieldStart("metadata");
          to.writeObjectFieldStart("signature_def");
          to.writeObjectFieldStart("signature_def");
          for (ModelSignature signature : version.signatures().values()) {
            to.writeObjectFieldStart(signature.name());
            tensors(to, "inputs", signature.inputs());
            tensors(to, "outputs", signature.outputs());
            to.writeStringField("method_name", signature.definition().getMethodName());
            to.writeEndObject();
          }
          for (int i = 0; i < 4; i++) {
            to.writeEndObject();
          }
        });
  }

  private static void tensors(JsonGenerator to, String field, Map<String, TensorInfo> tensors)
      throws IOException {
    to.writeObjectFieldStart(field);
    for (Map.Entry<String, TensorInfo> tensor : tensors.entrySet()) {
      to.writeObjectFieldStart(tensor.getKey());
      to.writeStringField("dtype", tensor.getValue().getDtype().name());
      to.writeObjectFieldStart("tensor_shape");
      to.writeArrayFieldStart("dim");
      for (TensorShapeProto.Dim size : tensor.getValue().getTensorShape().getDimList()) {
        to.writeStartObject();
        to.writeStringField("size", Long.toString(size.getSize()));
        to.writeStringField("name", size.getName());
        to.writeEndObject();
      }
      to.writeEndArray();
      to.writeBooleanField("unknown_rank", tensor.getValue().getTensorShape().getUnknownRank());
      to.writeEndObject();
      to.writeStringField("name", tensor.getValue().getName());
      to.writeEndObject();
    }
    to.writeEndObject();
  }
}
