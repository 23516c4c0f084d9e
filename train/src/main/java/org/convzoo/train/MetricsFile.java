package org.convzoo.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;

/** {@code metrics.csv}: one line per epoch, in order. */
final class MetricsFile {

  private static final String HEADER =
      "epoch,step,learning_rate,train_loss,train_accuracy,test_loss,test_accuracy,images_per_second";

  private final Path file;

  /** Opens the file of a run that stands at {@code step}: later lines will be written again. */
  MetricsFile(Path file, long step) throws IOException {
    this.file = file;
    List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
    List<String> kept = lines.stream().skip(1).filter(line -> stepOf(line) <= step).toList();
    StringBuilder text = new StringBuilder(HEADER).append('\n');
    kept.forEach(line -> text.append(line).append('\n'));
    Folders.write(file, text.toString());
  }

  private static long stepOf(String line) {
    String[] cells = line.split(",");
    return cells.length < 8 ? Long.MAX_VALUE : Long.parseLong(cells[1]);
  }

  /** Appends a line; one of the same step is already there if the run ended just after it. */
  void add(EpochResult result) throws IOException {
    String line =
        String.format(
            Locale.ROOT,
            "%d,%d,%s,%s,%s,%s,%s,%.1f%n",
            result.epoch(),
            result.step(),
            result.learningRate(),
            result.trainLoss(),
            result.trainAccuracy(),
            result.test().loss(),
            result.test().accuracy(),
            result.imagesPerSecond());
    List<String> lines = Files.readAllLines(file);
    if (lines.size() > 1 && stepOf(lines.get(lines.size() - 1)) == result.step()) {
      return;
    }
    Files.writeString(file, line, StandardOpenOption.APPEND);
    Folders.sync(file);
  }
}
