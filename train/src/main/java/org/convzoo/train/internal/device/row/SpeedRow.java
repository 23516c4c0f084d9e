package org.convzoo.train.internal.device.row;

import org.convzoo.train.internal.bench.Benchmark;

/**
 * How fast a network is trained or answers, in float32, over images that lie in memory.
 *
 * @param mode train (forward, backward, update) or infer
 * @param memoryMb the most that a step takes at once besides the variables, in MiB
 */
public record SpeedRow(
    String network,
    String mode,
    String size,
    int batch,
    double medianMs,
    double imagesPerSecond,
    double gflops,
    long memoryMb)
    implements Row {

  public static SpeedRow of(Benchmark.Figures figures) {
    return new SpeedRow(
        figures.network(),
        figures.mode(),
        figures.size(),
        figures.batch(),
        figures.medianMs(),
        figures.imagesPerSecond(),
        figures.gflops(),
        figures.allocatedPeak() >> 20);
  }

  @Override
  public String table() {
    return "speed";
  }
}
