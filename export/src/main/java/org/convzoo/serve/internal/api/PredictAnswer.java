package org.convzoo.serve.internal.api;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.convzoo.serve.internal.tensor.HostTensor;
import org.convzoo.serve.internal.tensor.NestedWriter;

/** Answers of TensorFlow Serving's {@code :predict}. */
final class PredictAnswer {

  private PredictAnswer() {}

  /** {@code predictions}: a row for each instance, named where there are several outputs. */
  static Answer inRows(Map<String, HostTensor> outputs, int rows) {
    outputs.forEach(
        (name, tensor) -> {
          if (tensor.sizes().length == 0 || tensor.rows() != rows) {
            throw new HttpFailure(
                400,
                "output %s has shape %s, which are no rows for %d instances: ask by 'inputs'",
                name,
                tensor.shape(),
                rows);
          }
        });
    Map<String, NestedWriter> writers = writers(outputs);
    return Answer.json(
        to -> {
          to.writeStartObject();
          to.writeArrayFieldStart("predictions");
          for (int i = 0; i < rows; i++) {
            row(to, writers, i);
          }
          to.writeEndArray();
          to.writeEndObject();
        });
  }

  private static void row(JsonGenerator to, Map<String, NestedWriter> writers, int i)
      throws IOException {
    if (writers.size() == 1) {
      writers.values().iterator().next().row(to, i);
      return;
    }
    to.writeStartObject();
    for (Map.Entry<String, NestedWriter> writer : writers.entrySet()) {
      to.writeFieldName(writer.getKey());
      writer.getValue().row(to, i);
    }
    to.writeEndObject();
  }

  /** {@code outputs}: whole tensors, named where there are several. */
  static Answer inColumns(Map<String, HostTensor> outputs) {
    Map<String, NestedWriter> writers = writers(outputs);
    return Answer.json(
        to -> {
          to.writeStartObject();
          to.writeFieldName("outputs");
          if (writers.size() == 1) {
            writers.values().iterator().next().whole(to);
          } else {
            to.writeStartObject();
            for (Map.Entry<String, NestedWriter> writer : writers.entrySet()) {
              to.writeFieldName(writer.getKey());
              writer.getValue().whole(to);
            }
            to.writeEndObject();
          }
          to.writeEndObject();
        });
  }

  /** Strings of an output whose name ends so are no text, by TensorFlow Serving's convention. */
  private static Map<String, NestedWriter> writers(Map<String, HostTensor> outputs) {
    Map<String, NestedWriter> writers = new LinkedHashMap<>();
    outputs.forEach(
        (name, tensor) -> writers.put(name, new NestedWriter(tensor, name.endsWith("_bytes"))));
    return writers;
  }
}
