package org.convzoo.report.internal.op;

import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;

/**
 * What is known of a type of operations: a row of {@link OperationTypes}.
 *
 * @param kind in words, such as {@code conv}
 * @param work the convention it is counted by
 * @param count the FLOPs of an operation of it, all shapes known
 * @param gradient what its gradient reads
 * @param field what it makes of its inputs' receptive fields
 */
public record OperationType(
    String kind, Work work, Count count, Gradient gradient, FieldRule field) {

  /** Counts the FLOPs of an operation. */
  @FunctionalInterface
  interface Count {
    long flops(GraphOperation op);
  }

  /**
   * Returns the FLOPs of {@code op}; arithmetic on integers is none.
   *
   * @throws UncountedException if they depend on numbers that are computed
   */
  public long flops(GraphOperation op) {
    return work == Work.DATA || !isFloating(op) ? 0 : count.flops(op);
  }

  private static boolean isFloating(GraphOperation op) {
    return Sizes.isFloating(op.output(0))
        || op.inputs().stream().map(Operand::asOutput).anyMatch(Sizes::isFloating);
  }
}
