package org.convzoo.tools.view;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.convzoo.UsageException;
import org.convzoo.report.GraphReport;
import org.convzoo.report.GraphReport.By;
import org.convzoo.report.flow.LeastTime;
import org.convzoo.report.flow.Row;
import org.convzoo.tools.terminal.Table;
import org.convzoo.train.hardware.Devices;
import org.convzoo.train.hardware.PeakThroughput;
import org.convzoo.train.recipe.Precision;

/**
 * The least time of each layer on a machine, and what bounds it.
 *
 * @param report whose layers they are
 * @param machine what the machine reaches
 */
public record Roofline(GraphReport report, PeakThroughput machine) {

  /** Stands for figures that are to be measured. */
  public static final String MEASURED = "measured";

  /**
   * Reads a machine's figures, GFLOP/s before GB/s, such as {@code 192,20.5}, or measures them.
   *
   * @throws IllegalArgumentException if it says neither
   */
  public static PeakThroughput machine(String figures) {
    if (figures.equals(MEASURED)) {
      return PeakThroughput.measured(Devices.Choice.AUTO, 0, Precision.FLOAT32);
    }
    String[] two = figures.split(",", -1);
    try {
      return new PeakThroughput(Double.parseDouble(two[0]), Double.parseDouble(two[1]));
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      throw new UsageException(
          "--roofline takes GFLOP/s and GB/s, as in --roofline 192,20.5, got \"%s\"; without them it"
                  .formatted(figures)
              + " comes last",
          e);
    }
  }

  private LeastTime time(Row row) {
    return LeastTime.of(row, machine);
  }

  private double seconds() {
    return report.rows(By.LAYER).stream().mapToDouble(row -> time(row).seconds()).sum();
  }

  /** Percent of the time that layers take which arithmetic bounds. */
  private double computePercent() {
    double bound =
        report.rows(By.LAYER).stream()
            .map(this::time)
            .filter(LeastTime::isBoundByCompute)
            .mapToDouble(LeastTime::seconds)
            .sum();
    return seconds() == 0 ? 0 : 100 * bound / seconds();
  }

  /**
   * Returns a row for each layer.
   *
   * @param summed with one for their sum
   */
  public Table table(boolean summed) {
    double all = seconds();
    List<List<Object>> lines = new ArrayList<>();
    for (Row row : report.rows(By.LAYER)) {
      LeastTime time = time(row);
      lines.add(line(row, time.seconds(), all, time.isBoundByCompute() ? "compute" : "memory"));
    }
    if (summed) {
      lines.add(line(report.total(), all, all, ""));
    }
    return new Table(
        List.of(
            "name", "kind", "flops", "bytes", "intensity", "least_us", "least_percent", "bound"),
        lines);
  }

  private static List<Object> line(Row row, double seconds, double all, String bound) {
    return List.of(
        row.name(),
        row.kind(),
        row.allFlops(),
        row.bytes(),
        row.intensity(),
        1e6 * seconds,
        all == 0 ? 0 : 100 * seconds / all,
        bound);
  }

  /** Returns the whole in a line. */
  public String words() {
    return String.format(
        Locale.ROOT,
        "%s: at least %.3f ms at %,.1f GFLOP/s and %,.1f GB/s, %.1f %% of it in layers bound by compute",
        report.title(),
        1e3 * seconds(),
        machine.gflops(),
        machine.gigabytes(),
        computePercent());
  }

  /** Returns the same for programs. */
  public Map<String, Object> facts() {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("title", report.title());
    facts.put("gflops", machine.gflops());
    facts.put("gigabytes", machine.gigabytes());
    facts.put("least_us", 1e6 * seconds());
    facts.put("compute_percent", computePercent());
    return facts;
  }
}
