package org.convzoo.train.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.convzoo.UsageException;
import org.convzoo.internal.files.RegularFiles;

/**
 * The learning curves of a run.
 *
 * @param columns by name, each with a number for every point: a measure of the training images
 *     begins with {@code train_}, one of those that the best epoch is chosen by with {@code
 *     validation_} or {@code test_}
 */
public record Curves(Map<String, List<Double>> columns) {

  private static final String EPOCH = "epoch";

  /** What a picture's axis can still count by. */
  private static final double MOST = 1e12;

  public Curves {
    columns.forEach((name, values) -> values.forEach(value -> requireDrawable(name, value)));
  }

  private static void requireDrawable(String name, double value) {
    if (!(Math.abs(value) <= MOST)) {
      throw new UsageException("%s cannot be drawn: it has the value %s", name, value);
    }
  }

  /**
   * Reads the loss and accuracy of single batches from a run's TensorBoard events.
   *
   * @return the columns {@code step}, {@code train_loss} and {@code train_accuracy}
   * @throws IllegalArgumentException if no step is written yet
   */
  public static Curves bySteps(Run run) throws IOException {
    Map<String, List<Double>> columns = new LinkedHashMap<>();
    List.of("step", "train_loss", "train_accuracy")
        .forEach(name -> columns.put(name, new ArrayList<>()));
    Events.read(run.folder())
        .forEach(
            (step, values) -> {
              if (values.containsKey("loss") && values.containsKey("accuracy")) {
                columns.get("step").add((double) step);
                columns.get("train_loss").add(values.get("loss"));
                columns.get("train_accuracy").add(values.get("accuracy"));
              }
            });
    if (columns.get("step").isEmpty()) {
      throw new UsageException(run.folder() + " has no step written: nothing to plot");
    }
    return new Curves(columns);
  }

  /**
   * Reads the columns of a run's {@code metrics.csv}, a point an epoch. A line that a killed run
   * left half written does not count.
   *
   * @throws IllegalArgumentException if no epoch is done yet, or what stands there is no number
   */
  public static Curves byEpochs(Run run) throws IOException {
    Map<String, List<Double>> columns = columns(run);
    if (columns.isEmpty()) {
      throw new UsageException(run.folder() + " has no epoch done yet: nothing to plot");
    }
    return new Curves(columns);
  }

  /** Reads the columns likewise; there are none before an epoch is done. */
  static Map<String, List<Double>> columns(Run run) throws IOException {
    Path file = run.metrics();
    List<String> lines = Files.exists(file) ? RegularFiles.lines(file) : List.of();
    Map<String, List<Double>> columns = new LinkedHashMap<>();
    if (lines.size() < 2) {
      return columns;
    }
    List<String> names = List.of(lines.get(0).split(","));
    names.forEach(name -> columns.put(name, new ArrayList<>()));
    if (!columns.containsKey(EPOCH) || columns.size() < names.size()) {
      throw new UsageException("%s has no column %s, or two of one name", file, EPOCH);
    }
    for (int line = 1; line < lines.size(); line++) {
      String[] cells = lines.get(line).split(",");
      for (int i = 0; cells.length == names.size() && i < cells.length; i++) {
        columns.get(names.get(i)).add(number(cells[i], file, line + 1));
      }
    }
    columns.values().removeIf(List::isEmpty); // no line is whole
    return columns;
  }

  /**
   * Returns the exponential moving averages of values, each divided by the sum of its weights, as
   * TensorBoard smooths: the first is the first value itself.
   *
   * @param share that an average keeps at the next value, 0 (the values themselves) to below 1
   */
  public static List<Double> smoothed(List<Double> values, double share) {
    List<Double> smoothed = new ArrayList<>();
    double sum = 0;
    double weights = 0;
    for (double value : values) {
      sum = share * sum + (1 - share) * value;
      weights = share * weights + (1 - share);
      smoothed.add(sum / weights);
    }
    return smoothed;
  }

  private static double number(String cell, Path file, int line) {
    try {
      return Double.parseDouble(cell);
    } catch (NumberFormatException e) {
      throw new UsageException(
          "%s, line %d: \"%s\" is not a number".formatted(file, line, cell), e);
    }
  }
}
