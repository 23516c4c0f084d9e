package org.convzoo.ops.internal.runtime;

import org.tensorflow.ControlEdge;
import org.tensorflow.GraphOperation;

/** An order between operations that are in a graph already. */
public final class ControlDependency {

  private ControlDependency() {}

  /** Lets {@code later} run after {@code earlier} in every step that runs both. */
  public static void add(GraphOperation earlier, GraphOperation later) {
    ControlEdge.add(earlier, later);
  }
}
