package org.convzoo.serve.internal.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
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
        return EngineModel.handedOut(
            signature,
            requests.size(),
            output -> parts(said.get(output).orElseThrow(), signature, requests));
      }
    } finally {
      inputs.values().forEach(Tensor::close);
    }
  }

  private static List<HostTensor> parts(
      Tensor answer, ModelSignature signature, List<Map<String, HostTensor>> requests) {
    return requests.size() == 1
        ? List.of(HostTensor.of(answer))
        : HostTensor.split(answer, signature.rows(requests));
  }

  @Override
  public void close() {
    loaded.close();
  }
}
