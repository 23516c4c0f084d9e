package org.convzoo.report.flow;

import java.util.stream.LongStream;

/**
 * The memory of a graph, computed and not measured, in bytes and for a whole batch: its tensors,
 * without what a kernel takes while it works and what an allocator rounds up.
 *
 * @param weights all parameters
 * @param fed what is fed, which stays until the end
 * @param gradients one of each trainable parameter
 * @param kept activations that the backward pass reads, if the graph is trained as it is, without
 *     its loss
 * @param peak the most activations that a forward pass has at once, if it runs one operation after
 *     another in the graph's order and leaves each tensor when its last reader is done
 * @param peakAt the first operation at which it has so many, or "" where there are none
 */
public record Memory(long weights, long fed, long gradients, long kept, long peak, String peakAt) {

  /**
   * Checks that they can be summed up.
   *
   * @throws ArithmeticException if together they are more than a long can hold
   */
  public Memory {
    LongStream.of(weights, fed, kept, peak, gradients, gradients, gradients)
        .reduce(0, Math::addExact);
  }

  /**
   * Returns what so many times the batch takes, of which activations and what is fed are so many
   * times as much.
   *
   * @throws ArithmeticException if that is more than a long can hold
   */
  public Memory times(long factor) {
    return new Memory(
        weights,
        Math.multiplyExact(factor, fed),
        gradients,
        Math.multiplyExact(factor, kept),
        Math.multiplyExact(factor, peak),
        peakAt);
  }

  /** Returns what a forward pass takes at its peak. */
  public long inference() {
    return weights + fed + peak;
  }

  /**
   * Returns what a training step takes if nothing goes before its end.
   *
   * @param slots numbers that the optimiser keeps of each trainable parameter: momentum 1, Adam 2
   */
  public long training(int slots) {
    return weights + fed + (1 + slots) * gradients + kept;
  }
}
