package org.convzoo.train.internal.replica;

import java.util.List;
import org.convzoo.graphs.task.Task;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** A network's forward and backward pass over a batch, on one device or several. */
public interface BatchPass {

  /**
   * What comes of a head.
   *
   * @param loss the mean over the batch, not weighted: a scalar
   * @param answers how many of its answers are right
   */
  record Head(Operand<TFloat32> loss, Task.Answers answers) {}

  /**
   * Builds the forward pass.
   *
   * @param plan the devices
   */
  static BatchPass over(TrainedNetwork network, TrainingBatch batch, DevicePlan plan) {
    return plan.replicas().isEmpty()
        ? SinglePass.over(network, batch, plan.towers())
        : ReplicatedPass.over(network, batch, plan);
  }

  /** What training lowers, a mean over the batch: all heads together, a scalar. */
  Operand<TFloat32> loss();

  /** The names of the auxiliary heads that are told apart. */
  List<String> auxiliary();

  /** Builds what comes of each head: first the main one, then those of {@link #auxiliary}. */
  List<Head> heads(Ops tf);

  /** Builds the gradients of {@link #loss}, one for each of the trainable variables. */
  List<Operand<TFloat32>> gradients();

  /** What gradients are taken of in this process: what each of its networks has come to. */
  List<Operand<TFloat32>> differentiated();

  /** Builds the ops that move batch norm's running statistics. */
  List<Operation> updates();

  /** How many towers the network has. */
  int towers();
}
