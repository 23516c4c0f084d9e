package org.convzoo.train;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.convzoo.graphs.task.Metric;
import org.convzoo.internal.files.AtomicFiles;
import org.convzoo.internal.files.RegularFiles;
import org.convzoo.train.run.Checkpoints;
import org.convzoo.train.run.Run;
import org.convzoo.train.step.EpochResult;

/**
 * {@code metrics.csv}: one line per epoch, in order.
 *
 * <p>Each checkpoint has it as it was then. A run that goes on begins with that, so that an epoch
 * which is done again has one line, and those before have theirs whatever became of the file.
 */
final class MetricsFile {

  private final Path file;
  private String text;

  /**
   * Opens the file of a run.
   *
   * @param run whose file it is
   * @param measures of the network's task
   * @param auxiliary the names of the heads besides the main one
   * @param from where the run goes on, if it is not new
   * @param warnings hears if the file is not as it was then
   */
  MetricsFile(
      Run run,
      List<Metric> measures,
      List<String> auxiliary,
      Optional<Checkpoints.Checkpoint> from,
      Consumer<String> warnings)
      throws IOException {
    this.file = run.metrics();
    Optional<String> record = from.isPresent() ? from.get().metrics() : Optional.empty();
    text = record.orElse(header(run.recipe().validationName(), measures, auxiliary));
    if (from.isPresent() && !(record.isPresent() && found().startsWith(text))) {
      warnings.accept(
          "%s is not as the checkpoint of step %,d has it, and is written again%s"
              .formatted(file, from.get().step(), keepAside(from.get().step())));
    }
    AtomicFiles.write(file, text);
  }

  private static String header(String chosenBy, List<Metric> measures, List<String> auxiliary) {
    List<String> columns =
        new ArrayList<>(List.of("epoch", "step", "learning_rate", "train_loss", "train_accuracy"));
    columns.add(chosenBy + "_loss");
    measures.stream()
        .filter(Metric::everyEpoch)
        .forEach(m -> columns.add(chosenBy + "_" + m.key()));
    auxiliary.forEach(name -> columns.addAll(List.of(name + "_loss", name + "_accuracy")));
    columns.add("images_per_second");
    return String.join(",", columns) + "\n";
  }

  private String found() throws IOException {
    return Files.exists(file)
        ? new String(RegularFiles.bytes(file, RegularFiles.TEXT), StandardCharsets.UTF_8)
        : "";
  }

  /** Keeps what would be lost, and says where. */
  private String keepAside(long step) throws IOException {
    if (text.startsWith(found())) {
      return "";
    }
    Path kept = file.resolveSibling("metrics-before-%d.csv".formatted(step));
    Files.move(file, kept, StandardCopyOption.REPLACE_EXISTING);
    return "; what was there is kept as " + kept.getFileName();
  }

  /** Returns all that is written so far. */
  String text() {
    return text;
  }

  /** Adds a line. */
  void add(EpochResult result) throws IOException {
    List<Object> cells = new ArrayList<>();
    cells.addAll(List.of(result.epoch(), result.step(), result.learningRate()));
    cells.addAll(
        List.of(result.main().loss(), result.main().accuracy(), result.validation().loss()));
    cells.addAll(result.validation().everyEpoch().values());
    result.auxiliary().values().forEach(h -> cells.addAll(List.of(h.loss(), h.accuracy())));
    cells.add(String.format(Locale.ROOT, "%.1f", result.imagesPerSecond()));
    text += cells.stream().map(String::valueOf).collect(Collectors.joining(",", "", "\n"));
    AtomicFiles.write(file, text);
  }
}
