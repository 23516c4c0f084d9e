package org.tensorflow;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_AddOperationControlInput;

/**
 * Orders operations that are in a graph already.
 *
 * <p>It lives in TensorFlow's package because a graph's handle is package-private.
 */
public final class ControlEdge {

  private ControlEdge() {}

  /** Lets {@code later} run after {@code earlier} in every step that runs both. */
  public static void add(GraphOperation earlier, GraphOperation later) {
    try (Graph.Reference graph = later.env().ref()) {
      TF_AddOperationControlInput(
          graph.nativeHandle(), later.getUnsafeNativeHandle(), earlier.getUnsafeNativeHandle());
    }
  }
}
