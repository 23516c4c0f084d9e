package org.convzoo.train.run;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.convzoo.UsageException;
import org.convzoo.graphs.task.Metric;
import org.convzoo.internal.files.Folders;
import org.convzoo.train.recipe.Recipe;

/**
 * What a run has come to, from its recipe and its {@code metrics.csv}.
 *
 * @param run its folder
 * @param recipeEpochs epochs that it is planned for
 * @param epochsDone epochs that have a line
 * @param measure what the best epoch is chosen by, such as {@code test_accuracy}
 * @param best the best epoch's measure, 0 to 1; null before the first epoch is done
 * @param bestEpoch the first that has it, from 1; null likewise
 * @param lastLoss of the last epoch, on the images that the measure is of; null likewise
 * @param seconds spent on training steps, from the number of images and the speed of each epoch:
 *     without evaluations and pauses
 */
@JsonNaming(SnakeCaseStrategy.class)
public record RunSummary(
    String run,
    String network,
    String dataset,
    int epochsDone,
    int recipeEpochs,
    String measure,
    Double best,
    Integer bestEpoch,
    Double lastLoss,
    double seconds) {

  /**
   * Summarises a run.
   *
   * @param folder its directory
   * @throws IllegalArgumentException if it is none, or its recipe or its metrics are damaged
   */
  public static RunSummary of(Path folder) throws IOException {
    Run run = Run.open(folder, Map.of());
    Recipe recipe = run.recipe();
    String chosenBy = recipe.validationName();
    Metric deciding = recipe.architecture().spec().task().decidingMetric();
    String measure = "%s_%s".formatted(chosenBy, deciding.key());
    Map<String, List<Double>> columns = Curves.columns(run);
    List<Double> scores = column(run, columns, measure);
    List<Double> losses = column(run, columns, chosenBy + "_loss");
    Double best = scores.stream().max(Comparator.naturalOrder()).orElse(null);
    return new RunSummary(
        folder.toString(),
        recipe.network(),
        recipe.dataset(),
        scores.size(),
        recipe.epochs(),
        measure,
        best,
        best == null ? null : column(run, columns, "epoch").get(scores.indexOf(best)).intValue(),
        losses.isEmpty() ? null : losses.get(losses.size() - 1),
        seconds(
            column(run, columns, "step"),
            recipe.batchSize(),
            column(run, columns, "images_per_second")));
  }

  private static List<Double> column(Run run, Map<String, List<Double>> columns, String name) {
    List<Double> values = columns.getOrDefault(name, List.of());
    if (values.isEmpty() && !columns.isEmpty()) {
      throw new UsageException("%s has no column %s", run.metrics(), name);
    }
    return values;
  }

  private static double seconds(List<Double> steps, int batch, List<Double> speeds) {
    double seconds = 0;
    for (int epoch = 0; epoch < steps.size(); epoch++) {
      double done = epoch == 0 ? 0 : steps.get(epoch - 1);
      seconds += (steps.get(epoch) - done) * batch / speeds.get(epoch);
    }
    return seconds;
  }

  /**
   * Returns the folders of the runs in a folder and below it, itself if it is one, in an order that
   * is the same everywhere. Hidden folders are passed over, and links to folders.
   */
  public static List<Path> runsBelow(Path folder) throws IOException {
    if (Run.isIn(folder)) {
      return List.of(folder);
    }
    List<Path> runs = new ArrayList<>();
    for (Path inner : Folders.list(folder)) {
      boolean hidden = inner.getFileName().toString().startsWith(".");
      if (!hidden && Files.isDirectory(inner, LinkOption.NOFOLLOW_LINKS)) {
        runs.addAll(runsBelow(inner));
      }
    }
    return runs;
  }
}
