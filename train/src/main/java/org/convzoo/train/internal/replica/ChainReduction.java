package org.convzoo.train.internal.replica;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.DeviceSpec;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/**
 * A sum that goes from device to device of one process, from the last to the first, each of which
 * adds its own part: so a tensor crosses once from each device to the next, and the first one needs
 * room for one partial sum and not for all parts.
 *
 * <p>It is the same to the bit each time. TensorFlow's AddN, which begins with whichever input it
 * can reuse, is not, and TensorFlow turns additions in a row into it where they stand on one
 * device.
 */
final class ChainReduction implements Reduction {

  private final List<DeviceSpec> devices;

  /** Plans it for replicas on these devices. */
  ChainReduction(List<DeviceSpec> devices) {
    this.devices = List.copyOf(devices);
  }

  @Override
  public Contribution sum(Ops tf, List<Contribution> parts) {
    return new Contribution(
        chain(tf, parts.stream().map(Contribution::means).toList()),
        chain(tf, parts.stream().map(Contribution::counts).toList()));
  }

  private <T extends TNumber> List<Operand<T>> chain(Ops tf, List<List<Operand<T>>> parts) {
    List<Operand<T>> sums = new ArrayList<>(parts.get(parts.size() - 1));
    for (int replica = parts.size() - 2; replica >= 0; replica--) {
      Ops there = tf.withDevice(devices.get(replica));
      for (int i = 0; i < sums.size(); i++) {
        sums.set(i, there.math.add(parts.get(replica).get(i), sums.get(i)));
      }
    }
    return sums;
  }

  @Override
  public Operand<TFloat32> gather(Ops tf, Operand<TFloat32> own) {
    return own;
  }

  @Override
  public void connect() {}
}
