package org.convzoo.serve.option;

import org.convzoo.export.onnx.OnnxExporter;

/** What runs the models that are served. */
public enum Engine {
  /** TensorFlow, which comes with this library. */
  TENSORFLOW("saved_model.pb", "SavedModel"),
  /**
   * ONNX Runtime, whose library the class path must have: {@code
   * com.microsoft.onnxruntime:onnxruntime}.
   */
  ONNXRUNTIME(OnnxExporter.NAME, "ONNX model");

  private final String file;
  private final String form;

  Engine(String file, String form) {
    this.file = file;
    this.form = form;
  }

  /** Returns the name of the file that every version of a model has. */
  public String file() {
    return file;
  }

  /** Returns what such a file is, for a sentence. */
  public String form() {
    return form;
  }
}
