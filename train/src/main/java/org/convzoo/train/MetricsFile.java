package org.convzoo.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.convzoo.graphs.Measure;

/** {@code metrics.csv}: one line per epoch, in order. */
final class MetricsFile {

  private final Path file;
  private final List<String> columns = new ArrayList<>();

  /**
   * Opens the file of a run that stands at {@code step}: later lines will be written again.
   *
   * @param measures of the network's task
   */
  MetricsFile(Path file, List<Measure> measures, long step) throws IOException {
    this.file = file;
    columns.addAll(
        List.of("epoch", "step", "learning_rate", "train_loss", "train_accuracy", "test_loss"));
    measures.stream().filter(Measure::everyEpoch).forEach(m -> columns.add("test_" + m.key()));
    columns.add("images_per_second");
    List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
    List<String> kept = lines.stream().skip(1).filter(line -> stepOf(line) <= step).toList();
    StringBuilder text = new StringBuilder(String.join(",", columns)).append('\n');
    kept.forEach(line -> text.append(line).append('\n'));
    Folders.write(file, text.toString());
  }

  private long stepOf(String line) {
    String[] cells = line.split(",");
    return cells.length < columns.size() ? Long.MAX_VALUE : Long.parseLong(cells[1]);
  }

  /** Appends a line; one of the same step is already there if the run ended just after it. */
  void add(EpochResult result) throws IOException {
    List<Object> cells = new ArrayList<>();
    cells.addAll(List.of(result.epoch(), result.step(), result.learningRate()));
    cells.addAll(List.of(result.trainLoss(), result.trainAccuracy(), result.test().loss()));
    cells.addAll(result.test().everyEpoch().values());
    cells.add(String.format(Locale.ROOT, "%.1f", result.imagesPerSecond()));
    String line = cells.stream().map(String::valueOf).collect(Collectors.joining(",", "", "\n"));
    List<String> lines = Files.readAllLines(file);
    if (lines.size() > 1 && stepOf(lines.get(lines.size() - 1)) == result.step()) {
      return;
    }
    Files.writeString(file, line, StandardOpenOption.APPEND);
    Folders.sync(file);
  }
}
