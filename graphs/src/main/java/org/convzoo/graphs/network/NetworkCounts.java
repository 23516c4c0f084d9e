package org.convzoo.graphs.network;

import org.convzoo.ops.Layers;
import org.convzoo.ops.Variables;
import org.convzoo.ops.internal.runtime.MultiplyAdds;
import org.tensorflow.Graph;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * What a network comes to in inference, counted from its graph.
 *
 * @param parameters that are trained
 * @param multiplyAdds of convolutions and dense layers, for one image
 */
public record NetworkCounts(long parameters, long multiplyAdds) {

  /**
   * Builds a network and counts.
   *
   * @param input size of its images
   * @throws IllegalArgumentException as for {@link Network#build}
   */
  public static NetworkCounts of(Network network, Spec.Input input, int classes) {
    try (Graph graph = new Graph()) {
      Variables variables = Variables.restored(graph);
      Shape shape = Shape.of(-1, input.height(), input.width(), input.channels());
      var images = variables.root().placeholder(TFloat32.class, Placeholder.shape(shape));
      network.build(Layers.inference(variables), images, classes);
      return new NetworkCounts(variables.parameters(), MultiplyAdds.perImage(graph));
    }
  }
}
