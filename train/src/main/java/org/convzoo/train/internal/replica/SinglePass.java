package org.convzoo.train.internal.replica;

import java.util.ArrayList;
import java.util.List;
import org.convzoo.ops.Layers;
import org.convzoo.ops.Variable;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * One network that computes whole batches.
 *
 * @param forward over the batch
 */
record SinglePass(ForwardPass forward) implements BatchPass {

  static SinglePass over(TrainedNetwork network, TrainingBatch batch, List<String> towers) {
    Layers net = network.layers().towersOn(towers);
    return new SinglePass(network.over(net, batch.images(), batch.truth()));
  }

  @Override
  public Operand<TFloat32> loss() {
    return forward.losses().sum();
  }

  @Override
  public List<String> auxiliary() {
    return forward.auxiliary();
  }

  @Override
  public List<Head> heads(Ops tf) {
    return forward.heads(tf);
  }

  @Override
  public List<Operand<TFloat32>> gradients() {
    List<Variable> by = forward.network().variables().trainable();
    Output<?>[] values = by.stream().map(v -> v.value().asOutput()).toArray(Output<?>[]::new);
    List<Operand<TFloat32>> gradients = new ArrayList<>();
    for (var each : forward.network().variables().graph().addGradients(loss().asOutput(), values)) {
      gradients.add(each.expect(TFloat32.class));
    }
    return gradients;
  }

  @Override
  public List<Operand<TFloat32>> differentiated() {
    return List.of(loss());
  }

  @Override
  public List<Operation> updates() {
    return forward.net().updates();
  }

  @Override
  public int towers() {
    return forward.net().towers();
  }
}
