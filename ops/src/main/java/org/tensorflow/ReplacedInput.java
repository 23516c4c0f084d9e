package org.tensorflow;

import org.tensorflow.internal.c_api.TF_Input;
import org.tensorflow.internal.c_api.TF_Output;
import org.tensorflow.internal.c_api.TF_Status;
import org.tensorflow.internal.c_api.global.tensorflow;

/**
 * Changes what operations read that are in a graph already.
 *
 * <p>It lives in TensorFlow's package because a graph's handle is package-private.
 */
public final class ReplacedInput {

  private ReplacedInput() {}

  /**
   * Lets {@code reader} read another tensor.
   *
   * @throws org.tensorflow.exceptions.TensorFlowException if the shapes differ
   */
  public static void replace(GraphOperation reader, int input, Output<?> tensor) {
    GraphOperation writer = (GraphOperation) tensor.op();
    try (Graph.Reference graph = reader.env().ref();
        TF_Output from = new TF_Output();
        TF_Input to = new TF_Input();
        TF_Status status = TF_Status.newStatus()) {
      from.oper(writer.getUnsafeNativeHandle()).index(tensor.index());
      to.oper(reader.getUnsafeNativeHandle()).index(input);
      tensorflow.TF_UpdateEdge(graph.nativeHandle(), from, to, status);
      status.throwExceptionIfNotOK();
    }
  }
}
