package org.convzoo.train.internal.replica;

import org.convzoo.UsageException;
import org.convzoo.graphs.task.NetworkOutput;
import org.convzoo.graphs.task.Task;
import org.convzoo.ops.Layers;
import org.convzoo.ops.Variables;
import org.convzoo.train.recipe.Recipe;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * A network to be trained.
 *
 * @param recipe by which
 * @param variables of the network
 * @param step the number of the step, a scalar
 * @param classes that it tells apart
 * @param headsApart whether auxiliary heads are told apart, or the main head's loss is the sum
 */
public record TrainedNetwork(
    Recipe recipe, Variables variables, Operand<TInt64> step, int classes, boolean headsApart) {

  /** Starts a build of it. */
  Layers layers() {
    return Layers.training(variables, step, recipe.seed());
  }

  Task task() {
    return recipe.architecture().spec().task();
  }

  /**
   * Builds its forward pass over images.
   *
   * @throws IllegalArgumentException if batch norm is to be synchronised, and there is none
   */
  ForwardPass over(Layers net, Operand<TFloat32> images, Operand<?> truth) {
    NetworkOutput drawn = recipe.architecture().build(net, images, classes);
    if (recipe.batchNorm().synchronised() && net.moments().isEmpty()) {
      throw new UsageException(
          "batch_norm.synchronized is for networks with batch norm that is not frozen: %s has none",
          recipe.network());
    }
    Double weight = recipe.auxiliaryLossWeight();
    NetworkOutput logits = weight == null ? drawn : drawn.weighted(weight.floatValue());
    double smoothing = recipe.labelSmoothing();
    Task task = smoothing == 0 ? task() : task().withLabelSmoothing(smoothing);
    var losses = task.losses(net.under("training"), logits, truth);
    return new ForwardPass(this, net, logits, losses, truth);
  }
}
