package org.convzoo.train.internal.device;

import java.util.List;
import org.convzoo.UsageException;
import org.convzoo.graphs.network.Network;
import org.convzoo.graphs.network.Spec;
import org.convzoo.ops.Initialization;
import org.convzoo.ops.Layers;
import org.convzoo.ops.Variables;
import org.tensorflow.Graph;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** Finds how small the images of a network may be. */
final class Smallest {

  /** From 64 on for networks that halve their maps five times: batch norm wants several pixels. */
  private static final List<Integer> SIDES = List.of(32, 64, 80, 96, 128, 188, 227);

  private static final int HALVED_FIVE_TIMES = 96;

  private Smallest() {}

  /** Returns the smallest of a few square sizes at which the network can be trained. */
  static Spec.Input of(Network network) {
    Spec.Input own = network.spec().input();
    int least = own.height() > HALVED_FIVE_TIMES ? 64 : 32;
    for (int side : SIDES.stream().filter(each -> each >= least).toList()) {
      Spec.Input size = new Spec.Input(side, side, own.channels());
      if (takes(network, size)) {
        return size;
      }
    }
    return own;
  }

  private static boolean takes(Network network, Spec.Input size) {
    try (Graph graph = new Graph()) {
      Variables variables = Variables.starting(graph, Initialization.glorotUniform(1));
      Ops tf = variables.root();
      Shape shape = Shape.of(1, size.height(), size.width(), size.channels());
      var images = tf.placeholder(TFloat32.class, Placeholder.shape(shape));
      Layers net = Layers.training(variables, tf.constant(0L), 1);
      network.build(net, images, network.spec().classes());
      return true;
    } catch (UsageException tooSmall) {
      return false;
    }
  }
}
