package org.convzoo.serve.internal.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.convzoo.UsageException;
import org.convzoo.serve.internal.tensor.HostTensor;
import org.convzoo.serve.option.Engine;

/** A model that an engine has loaded; several threads may run it at once. */
interface EngineModel extends AutoCloseable {

  /**
   * Loads a version.
   *
   * @param place the folder of a SavedModel, or the file of an ONNX model
   * @throws UsageException if there is no model, or the engine's library is missing
   * @throws org.convzoo.export.UntrustedModelException if it is not trusted, and may do more than a
   *     network
   * @throws IOException if it cannot be loaded
   */
  static EngineModel load(Path place, ServingOptions options) throws IOException {
    if (options.engine() == Engine.TENSORFLOW) {
      return TensorFlowModel.load(place, options.trusted());
    }
    try {
      return OnnxRuntimeModel.load(place, options.batching().threads());
    } catch (NoClassDefFoundError e) {
      throw new UsageException(
          "ONNX Runtime is missing: the class path must have its jar, Maven's"
              + " com.microsoft.onnxruntime:onnxruntime; docs/serving.md says how");
    }
  }

  /** By their names. */
  Map<String, ModelSignature> signatures();

  /** The classes by number, empty where the model has none. */
  List<String> labels();

  /** Channels of the images that it takes as this project's exports do, or 0. */
  int channels();

  /**
   * Runs it once on the inputs of several requests, whose rows are joined.
   *
   * @return each request's rows of the outputs
   */
  List<Map<String, HostTensor>> run(
      ModelSignature signature, List<Map<String, HostTensor>> requests);

  /**
   * Hands each of several requests its part of every output.
   *
   * @param parts of an output, by its name: as many as there are requests
   */
  static List<Map<String, HostTensor>> handedOut(
      ModelSignature signature, int requests, Function<String, List<HostTensor>> parts) {
    List<Map<String, HostTensor>> answers = new ArrayList<>();
    for (int i = 0; i < requests; i++) {
      answers.add(new LinkedHashMap<>());
    }
    for (String output : signature.outputs().keySet()) {
      List<HostTensor> each = parts.apply(output);
      for (int i = 0; i < requests; i++) {
        answers.get(i).put(output, each.get(i));
      }
    }
    return answers;
  }

  @Override
  void close();
}
