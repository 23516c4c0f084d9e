package org.convzoo.export.onnx;

import org.tensorflow.GraphOperation;

/** How one type of TensorFlow's operations is said in ONNX. */
@FunctionalInterface
interface Row {

  /** Adds the nodes for an operation, and says what they are called. */
  void translate(GraphOperation op, Translation to);
}
