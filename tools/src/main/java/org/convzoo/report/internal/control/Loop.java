package org.convzoo.report.internal.control;

import java.util.List;
import org.tensorflow.proto.DataType;

/**
 * A loop of a flat graph, of which the first round is there.
 *
 * @param name of the {@code IdentityN} in its place, which puts out the result of each variable and
 *     then the condition
 */
record Loop(String name, List<Variable> variables) {

  /**
   * What goes from round to round.
   *
   * @param argument the tensor that the body and the condition read, which nothing puts out yet
   * @param initial what it is in the first round
   * @param result what the first round makes of it
   */
  record Variable(String argument, String initial, String result, DataType type) {}

  Loop {
    variables = List.copyOf(variables);
  }

  /** What is not counted of a loop whose rounds are not known. */
  static final String NOTE = "%s: the rounds after the first, as nothing says how many there are";
}
