package org.convzoo.train.optimizer;

import org.tensorflow.Graph;
import org.tensorflow.framework.optimizers.Optimizer;

/** Builds the optimiser of a training graph, such as {@code (graph, now) -> new Nadam(graph)}. */
@FunctionalInterface
public interface OptimizerFactory {

  /**
   * Builds the optimiser.
   *
   * @param graph the training graph
   * @param now the step that is taken; an optimiser of the framework has no use for it
   */
  Optimizer build(Graph graph, StepContext now);
}
