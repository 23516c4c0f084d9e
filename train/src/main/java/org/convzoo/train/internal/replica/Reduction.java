package org.convzoo.train.internal.replica;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * Sums up what replicas have computed, each of its share of a batch. The moments that synchronised
 * batch norm exchanges within the forward pass are gathered.
 */
public interface Reduction {

  /**
   * What comes of a share, or, summed up, of the batch.
   *
   * @param means over images, such as losses, gradients and batch norm's moments: of a share,
   *     multiplied by its weight, images of the share / images of the batch, so that the sum is the
   *     mean over the batch
   * @param counts scalars
   */
  record Contribution(List<Operand<TFloat32>> means, List<Operand<TInt64>> counts) {}

  /**
   * Builds the sums, element by element. It is called once for a graph.
   *
   * @param tf where the sums stand
   * @param parts of each replica, with lists as long and tensors at a place in them of one shape
   */
  Contribution sum(Ops tf, List<Contribution> parts);

  /**
   * Builds the rows of all replicas, in their order, through which gradients flow once they are
   * {@linkplain #connect connected}.
   *
   * @param own the rows of the replicas of this process: [replicas, N]
   */
  Operand<TFloat32> gather(Ops tf, Operand<TFloat32> own);

  /** Connects what was gathered, when gradients are built. */
  void connect();
}
