package org.convzoo.ops.internal.runtime;

import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.ReplacedInput;

/** What an operation that is in a graph already reads. */
public final class InputEdge {

  private InputEdge() {}

  /**
   * Lets an operation that no session has run read another tensor than it was built with.
   *
   * @param input its number, from 0
   * @param tensor of the type and shape of the one before, and from the same graph
   */
  public static void replace(Operation reader, int input, Operand<?> tensor) {
    ReplacedInput.replace((GraphOperation) reader, input, tensor.asOutput());
  }
}
