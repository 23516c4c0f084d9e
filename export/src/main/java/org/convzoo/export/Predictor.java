package org.convzoo.export;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/** An exported model that can be asked about image files; its task is read from its signature. */
public sealed interface Predictor extends AutoCloseable permits Classifier, Segmenter, Detector {

  /**
   * Loads a model.
   *
   * @param folder a version of it, or its base folder: then the highest version is taken
   * @throws IllegalArgumentException if there is no model of ours
   */
  static Predictor load(Path folder) throws IOException {
    ImageModel model = ImageModel.load(folder);
    Set<String> outputs = model.outputs();
    if (outputs.contains("mask")) {
      return new Segmenter(model);
    }
    return outputs.contains("boxes") ? new Detector(model) : new Classifier(model);
  }

  @Override
  void close();
}
