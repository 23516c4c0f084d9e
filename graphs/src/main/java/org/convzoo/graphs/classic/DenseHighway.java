package org.convzoo.graphs.classic;

import org.convzoo.graphs.network.Network;
import org.convzoo.graphs.network.Paper;
import org.convzoo.graphs.network.Spec;
import org.convzoo.graphs.task.NetworkOutput;
import org.convzoo.ops.Flow;

/**
 * Fully connected highway networks: Srivastava, Greff, Schmidhuber, "Training very deep networks",
 * NIPS 2015, section 3.1.
 *
 * <p>[N,28,28,1] to [N,classes]; 289,660 and 544,660 parameters at 10 classes: a plain layer of 50
 * units, 49 or 99 highway layers of 50 blocks, and the output.
 *
 * <p>Ours: the paper chose the activation, ReLU or tanh, and the first bias of the gates, -1 to
 * -10, by a random search for each depth; here they are tanh and -4.
 */
public enum DenseHighway implements Network {
  LAYERS_50("highway50", 50),
  LAYERS_100("highway100", 100);

  private static final int UNITS = 50;

  private final Spec spec;
  private final int depth;

  /** The output does not count among the layers of {@code depth}. */
  DenseHighway(String name, int depth) {
    this.depth = depth;
    spec =
        Paper.HIGHWAY.classifier(
            name,
            "section 3.1",
            new Spec.Input(28, 28, 1),
            10,
            "MNIST training loss: drawn in figure 1");
  }

  @Override
  public Spec spec() {
    return spec;
  }

  @Override
  public NetworkOutput layers(Flow image, int classes) {
    Flow x = image.scope("input", Flow::flatten).dense("fc1", UNITS).tanh();
    for (int layer = 2; layer <= depth; layer++) {
      x = x.scope("fc" + layer, DenseHighway::highway);
    }
    return NetworkOutput.of(x.dense("classifier", classes));
  }

  private static Flow highway(Flow x) {
    Flow t = x.dense("gate", UNITS, -4).sigmoid();
    return x.dense("transform", UNITS).tanh().minus(x).times(t).plus(x);
  }
}
