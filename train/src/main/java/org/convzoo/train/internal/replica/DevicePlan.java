package org.convzoo.train.internal.replica;

import java.util.List;
import java.util.function.UnaryOperator;
import org.convzoo.UsageException;
import org.convzoo.ops.Towers;
import org.convzoo.ops.internal.replica.Shard;
import org.tensorflow.DeviceSpec;

/**
 * Which devices a training step runs on.
 *
 * @param towers where a network's towers stand, such as {@code GPU:1}; empty for TensorFlow's
 *     choice
 * @param replicas the device of each replica, the first of which has the variables, too; empty for
 *     one network that computes whole batches
 * @param reduction what sums up the replicas' parts; null where there are none
 * @param shard which part of each batch this process has
 */
public record DevicePlan(
    List<String> towers, List<String> replicas, Reduction reduction, Shard shard) {

  /** One network, where TensorFlow puts it. */
  public static final DevicePlan UNPLACED = towers(List.of());

  public DevicePlan {
    towers = List.copyOf(towers);
    replicas = List.copyOf(replicas);
    if (!towers.isEmpty() && !replicas.isEmpty()) {
      throw new UsageException(
          "a network has its towers or its replicas on devices of their own, not both");
    }
  }

  /** One network whose towers stand on devices; none for TensorFlow's choice. */
  public static DevicePlan towers(List<String> devices) {
    return new DevicePlan(devices, List.of(), null, Shard.WHOLE);
  }

  /** A replica on each of some devices of this process; none for one network. */
  public static DevicePlan replicas(List<String> devices) {
    return new DevicePlan(List.of(), devices, new ChainReduction(specs(devices)), Shard.WHOLE);
  }

  /**
   * The same in one of several processes, each of which has a share of each batch.
   *
   * @param device where the network stands in this process, if there are no replicas
   * @param reduction makes of the sum over this process' replicas that over those of all
   * @throws UsageException if the network's towers stand on devices of their own
   */
  public DevicePlan across(Shard part, String device, UnaryOperator<Reduction> reduction) {
    if (!towers.isEmpty()) {
      throw new UsageException("towers stand on devices of one process, not of several");
    }
    DevicePlan own = replicas.isEmpty() ? replicas(List.of(device)) : this;
    return new DevicePlan(List.of(), own.replicas, reduction.apply(own.reduction), part);
  }

  /** Returns how many images of a batch a network computes at most. */
  public int largestShare(int batch) {
    int networks = shard.count() * Math.max(1, replicas.size());
    return (batch + networks - 1) / networks;
  }

  /** The replicas' devices. */
  List<DeviceSpec> replicaDevices() {
    return specs(replicas);
  }

  private static List<DeviceSpec> specs(List<String> devices) {
    return devices.stream().map(Towers::device).toList();
  }
}
