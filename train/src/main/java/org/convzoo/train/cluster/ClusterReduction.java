package org.convzoo.train.cluster;

import java.util.List;
import org.convzoo.ops.Towers;
import org.convzoo.train.internal.replica.Reduction;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TNumber;

/**
 * A sum over the replicas of all processes: first in each process, then over all.
 *
 * @param within a process
 * @param across all processes
 */
record ClusterReduction(Reduction within, Collectives across) implements Reduction {

  @Override
  public <T extends TNumber> List<Operand<T>> sum(Ops tf, List<List<Operand<T>>> parts) {
    return across.sums(tf.withDevice(Towers.device("CPU:0")), within.sum(tf, parts));
  }
}
