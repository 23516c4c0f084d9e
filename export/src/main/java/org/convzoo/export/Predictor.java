package org.convzoo.export;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** An exported model that can be asked about image files; its task is read from its signature. */
public abstract sealed class Predictor implements AutoCloseable
    permits Classifier, Segmenter, Detector {

  final ImageModel model;

  Predictor(ImageModel model) {
    this.model = model;
  }

  /**
   * Loads a model that does no more than a network has to: no operation of it reads or writes
   * another file than its own variables, calls a Python function or a machine, or ends the program.
   *
   * @param folder a version of it, or its base folder: then the highest version is taken
   * @throws IllegalArgumentException if there is no model of ours
   * @throws UntrustedModelException if it may do more; it is not loaded then
   * @throws IOException if it cannot be loaded or does not fit
   */
  public static Predictor load(Path folder) throws IOException {
    return load(ImageModel.load(folder, false));
  }

  /** Loads a model likewise, whatever it does: it is a program, and is run as one. */
  public static Predictor trust(Path folder) throws IOException {
    return load(ImageModel.load(folder, true));
  }

  private static Predictor load(ImageModel model) {
    Set<String> outputs = model.outputs();
    if (outputs.contains("mask")) {
      return new Segmenter(model);
    }
    return outputs.contains("boxes") ? new Detector(model) : new Classifier(model);
  }

  /** Returns the classes by number. */
  public List<String> labels() {
    return model.labels();
  }

  @Override
  public void close() {
    model.close();
  }
}
