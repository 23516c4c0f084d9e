package org.convzoo.train.cluster;

import java.util.ArrayList;
import java.util.List;
import org.convzoo.ops.Towers;
import org.convzoo.ops.internal.replica.Shard;
import org.convzoo.train.internal.replica.Reduction;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.PlaceholderWithDefault;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * A sum over the replicas of all processes: first in each process, then over all. Whether a member
 * wants to stop travels with it, and counts do so as numbers of 32 bits: each message costs time of
 * its own.
 */
final class ClusterReduction implements Reduction {

  /**
   * Counts are sent as multiples of it and the rest: of 256 members both sums are exact, up to
   * counts of 2^32.
   */
  private static final long PLACES = 1 << 16;

  private final Reduction within;
  private final Collectives across;
  private final Shard shard;
  private final List<DifferentiableSum> gathered = new ArrayList<>();
  private PlaceholderWithDefault<TFloat32> wantsToStop;
  private Operand<TFloat32> wantingToStop;

  /**
   * Plans it.
   *
   * @param within a process
   * @param across all processes
   * @param shard of this process
   */
  ClusterReduction(Reduction within, Collectives across, Shard shard) {
    this.within = within;
    this.across = across;
    this.shard = shard;
  }

  @Override
  public Contribution sum(Ops tf, List<Contribution> parts) {
    Contribution own = within.sum(tf, parts);
    Ops host = host(tf);
    wantsToStop = host.withName("stop").placeholderWithDefault(host.constant(0f), Shape.scalar());
    Operand<TInt64> counts = host.stack(own.counts());
    Operand<TInt64> places = host.constant(PLACES);
    List<Operand<TFloat32>> message = new ArrayList<>();
    message.add(wantsToStop);
    message.add(host.dtypes.cast(host.math.floorDiv(counts, places), TFloat32.class));
    message.add(host.dtypes.cast(host.math.floorMod(counts, places), TFloat32.class));
    int before = message.size();
    message.addAll(own.means());
    List<Operand<TFloat32>> sums = across.sums(host, message);
    wantingToStop = sums.get(0);
    Operand<TInt64> high = host.dtypes.cast(sums.get(1), TInt64.class);
    Operand<TInt64> low = host.dtypes.cast(sums.get(2), TInt64.class);
    Operand<TInt64> all = host.math.add(host.math.mul(high, places), low);
    List<Operand<TInt64>> apart =
        List.copyOf(host.unstack(all, (long) own.counts().size()).output());
    return new Contribution(sums.subList(before, sums.size()), apart);
  }

  /** Rows of zeros stand for those of the other processes, whose sum are all rows. */
  @Override
  public Operand<TFloat32> gather(Ops tf, Operand<TFloat32> own) {
    Ops host = host(tf);
    int rows = Math.toIntExact(own.shape().get(0));
    int above = rows * shard.index();
    int below = rows * (shard.count() - 1) - above;
    var around = host.constant(new int[][] {{above, below}, {0, 0}});
    DifferentiableSum sum = new DifferentiableSum(host, host.pad(own, around, host.constant(0f)));
    gathered.add(sum);
    return sum.output();
  }

  @Override
  public void connect() {
    gathered.forEach(each -> each.connect(across));
  }

  /** Whether this member wants to stop: 1, or 0 where it is not fed. */
  Operand<TFloat32> wantsToStop() {
    return wantsToStop;
  }

  /** How many members want to stop, a scalar. */
  Operand<TFloat32> wantingToStop() {
    return wantingToStop;
  }

  private static Ops host(Ops tf) {
    return tf.withDevice(Towers.device("CPU:0"));
  }
}
