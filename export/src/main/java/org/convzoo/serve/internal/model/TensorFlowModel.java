package org.convzoo.serve.internal.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.convzoo.export.LoadedModel;
import org.convzoo.serve.internal.tensor.HostTensor;
import org.tensorflow.Result;
import org.tensorflow.Tensor;
import org.tensorflow.proto.SignatureDef;

/** A SavedModel, run by TensorFlow. */
final class TensorFlowModel implements EngineModel {

  private final LoadedModel loaded;
  private final Map<String, ModelSignature> signatures = new TreeMap<>();

  private TensorFlowModel(LoadedModel loaded) {
    this.loaded = loaded;
    loaded
        .signatures()
        .forEach(
            (name, definition) -> {
              if (isAsked(name, definition)) {
                signatures.put(name, new ModelSignature(name, definition));
              }
            });
  }

  static TensorFlowModel load(Path folder, boolean trusted) throws IOException {
    return new TensorFlowModel(LoadedModel.load(folder, trusted));
  }

  /** Not those that TensorFlow runs by itself. */
  private static boolean isAsked(String name, SignatureDef definition) {
    return !name.startsWith("__saved_model") && definition.getOutputsCount() > 0;
  }

  @Override
  public Map<String, ModelSignature> signatures() {
    return signatures;
  }

  @Override
  public List<String> labels() {
    return loaded.labels();
  }

  @Override
  public int channels() {
    return loaded.channels();
  }

  @Override
  public List<Map<String, HostTensor>> run(
      ModelSignature signature, List<Map<String, HostTensor>> requests) {
    Map<String, Tensor> inputs = new HashMap<>();
    try {
      for (String input : requests.get(0).keySet()) {
        inputs.put(input, HostTensor.join(requests.stream().map(each -> each.get(input)).toList()));
      }
      try (Result said = loaded.run(signature.name(), inputs)) {
        return split(said, signature, requests);
      }
    } finally {
      inputs.values().forEach(Tensor::close);
    }
  }

  private static List<Map<String, HostTensor>> split(
      Result said, ModelSignature signature, List<Map<String, HostTensor>> requests) {
    List<Map<String, HostTensor>> answers = new ArrayList<>();
    requests.forEach(request -> answers.add(new LinkedHashMap<>()));
    for (String output : signature.outputs().keySet()) {
      Tensor tensor = said.get(output).orElseThrow();
      List<HostTensor> parts =
          requests.size() == 1
              ? List.of(HostTensor.of(tensor))
              : HostTensor.split(tensor, signature.rows(requests));
      for (int i = 0; i < parts.size(); i++) {
        answers.get(i).put(output, parts.get(i));
      }
    }
    return answers;
  }

  @Override
  public void close() {
    loaded.close();
  }
}
