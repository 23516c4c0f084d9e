package org.tensorflow;

import org.tensorflow.internal.c_api.TF_Input;
import org.tensorflow.internal.c_api.global.tensorflow;
import org.tensorflow.proto.DataType;

/**
 * What TensorFlow's C interface knows of an operation in a graph, and TensorFlow Java keeps to
 * itself.
 *
 * <p>It lives in TensorFlow's package because a graph's handle is package-private.
 */
public final class PlacedOperation {

  private static final int FIRST_REFERENCE_TYPE = DataType.DT_FLOAT_REF_VALUE;

  private PlacedOperation() {}

  /**
   * Asks for a device for an operation that is in its graph already and that no session has run.
   *
   * @param device such as {@code /device:GPU:1}
   */
  public static void request(Graph graph, GraphOperation operation, String device) {
    try (Graph.Reference reference = graph.ref()) {
      tensorflow.TF_SetRequestedDevice(
          reference.nativeHandle(), operation.getUnsafeNativeHandle(), device);
    }
  }

  /** Whether an operation takes an input by reference, as what assigns to a variable does. */
  public static boolean takesReference(GraphOperation operation, int input) {
    try (TF_Input place = new TF_Input()) {
      place.oper(operation.getUnsafeNativeHandle()).index(input);
      return tensorflow.TF_OperationInputType(place) >= FIRST_REFERENCE_TYPE;
    }
  }
}
