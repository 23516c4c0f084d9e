package org.convzoo.train.internal.replica;

import java.util.ArrayList;
import java.util.List;
import org.convzoo.graphs.task.NetworkOutput;
import org.convzoo.graphs.task.Task;
import org.convzoo.ops.Layers;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;

/**
 * A network built for training over images, with the losses of its heads.
 *
 * @param network what is trained
 * @param net what its layers share
 * @param logits what its heads say
 * @param losses of the heads, and their sum
 * @param truth about the images
 */
record ForwardPass(
    TrainedNetwork network,
    Layers net,
    NetworkOutput logits,
    Task.HeadLosses losses,
    Operand<?> truth) {

  /** The names of the auxiliary heads that are told apart. */
  List<String> auxiliary() {
    return network.headsApart()
        ? logits.auxiliary().stream().map(NetworkOutput.Auxiliary::name).toList()
        : List.of();
  }

  /** Builds what comes of each head: first the main one, then those of {@link #auxiliary}. */
  List<BatchPass.Head> heads(Ops tf) {
    Task task = network.task();
    var main = network.headsApart() ? losses.main() : losses.sum();
    List<BatchPass.Head> heads = new ArrayList<>();
    heads.add(new BatchPass.Head(main, task.answers(tf, logits, truth)));
    for (int i = 0; i < auxiliary().size(); i++) {
      var alone = new NetworkOutput(logits.auxiliary().get(i).logits(), List.of());
      heads.add(new BatchPass.Head(losses.auxiliary().get(i), task.answers(tf, alone, truth)));
    }
    return heads;
  }
}
