package org.convzoo.report.flow;

import org.convzoo.train.hardware.PeakThroughput;

/**
 * The least time that a row can take on a machine, if its arithmetic and its traffic to memory go
 * on at the same time and at the machine's best: Williams, Waterman, Patterson, Roofline, CACM
 * 52(4), 2009.
 *
 * @param arithmetic seconds that its FLOPs take
 * @param traffic seconds that its bytes take
 */
public record LeastTime(double arithmetic, double traffic) {

  /** Returns that of {@code row}; of a row that sums others up, if these overlap. */
  public static LeastTime of(Row row, PeakThroughput machine) {
    return new LeastTime(
        row.allFlops() / (1e9 * machine.gflops()), row.bytes() / (1e9 * machine.gigabytes()));
  }

  /** Returns the longer of the two. */
  public double seconds() {
    return Math.max(arithmetic, traffic);
  }

  /** Whether arithmetic is what takes longer. */
  public boolean isBoundByCompute() {
    return arithmetic >= traffic;
  }
}
