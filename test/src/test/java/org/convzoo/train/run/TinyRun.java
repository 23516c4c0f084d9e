package org.convzoo.train.run;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.convzoo.train.Trainer;
import org.convzoo.train.TrainingOutcome;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.data.internal.binary.FashionMnist;
import org.convzoo.train.hardware.Devices;
import org.convzoo.train.hardware.Hardware;
import org.convzoo.train.recipe.Recipes;

/** Runs so small that a test can train them, and what they left behind. */
public final class TinyRun {

  private static final int THREADS = 2;

  private TinyRun() {}

  /** Plans a run of the network's default recipe with {@code changes}. */
  public static Run plan(Path folder, String network, Map<String, String> changes)
      throws IOException {
    return Run.plan(folder, Recipes.shipped(network, "default", changes), FashionMnist.LABELS);
  }

  /** Trains, or goes on with, a run until its end or until {@code stop}. */
  public static TrainingOutcome train(Run run, DataSet data, BooleanSupplier stop)
      throws IOException {
    try (Trainer trainer =
        new Trainer(
            run,
            data,
            run.recipe().optimizer(),
            new Hardware(Devices.Choice.CPU, THREADS),
            TinyRun::unexpected,
            stop)) {
      return trainer.run();
    }
  }

  /** A stop that says no {@code times} and then yes. */
  public static BooleanSupplier after(int times) {
    int[] left = {times};
    return () -> left[0]-- <= 0;
  }

  /** Returns the changed map with one more entry. */
  public static Map<String, String> with(Map<String, String> changes, String key, Object value) {
    Map<String, String> more = new HashMap<>(changes);
    more.put(key, value.toString());
    return more;
  }

  /**
   * Returns what identifies the bits of the last checkpoint: step, accuracy and the SHA-256 of the
   * files of variables, after these were compared with it.
   */
  public static String lastBits(Path run) throws IOException {
    Checkpoints checkpoints = new Checkpoints(run.resolve("checkpoints"));
    try (var last = checkpoints.last(TinyRun::unexpected).orElseThrow()) {
      Manifest manifest = Manifest.read(last.folder(), last.step()).orElseThrow();
      Map<String, Manifest.Content> variables = new TreeMap<>(manifest.files());
      variables.remove("metrics.csv"); // it has the speed
      return "%d %s %s".formatted(manifest.step(), manifest.score(), variables);
    }
  }

  /** Returns the step of the newest checkpoint, or 0 where there is none. */
  public static long newestCheckpoint(Path run) throws IOException {
    Path checkpoints = run.resolve("checkpoints");
    if (!Files.exists(checkpoints)) {
      return 0;
    }
    try (Stream<Path> entries = Files.list(checkpoints)) {
      return entries
          .map(entry -> entry.getFileName().toString())
          .filter(name -> name.matches("\\d+"))
          .mapToLong(Long::parseLong)
          .max()
          .orElse(0);
    }
  }

  /** Returns the lines of metrics.csv without their last cell, the speed. */
  public static List<String> metrics(Path run) throws IOException {
    return Files.readAllLines(run.resolve("metrics.csv")).stream()
        .map(line -> line.substring(0, line.lastIndexOf(',')))
        .toList();
  }

  /** Returns what the TensorBoard events of a run have, by tag, by step. */
  public static Map<Long, Map<String, Double>> events(Path run) throws IOException {
    return Events.read(run);
  }

  private static void unexpected(String warning) {
    fail("unexpected warning: " + warning);
  }
}
