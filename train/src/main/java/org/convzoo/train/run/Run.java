package org.convzoo.train.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.convzoo.UsageException;
import org.convzoo.graphs.task.Task;
import org.convzoo.internal.files.AtomicFiles;
import org.convzoo.internal.files.RegularFiles;
import org.convzoo.ops.image.Preprocessing;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.recipe.Mean;
import org.convzoo.train.recipe.Recipe;
import org.convzoo.train.recipe.Recipes;
import org.convzoo.train.recipe.Schedule;
import org.tensorflow.ndarray.Shape;

/**
 * A run directory: {@code recipe.yaml} (resolved), {@code labels.txt}, {@code metrics.csv},
 * TensorBoard's events, {@code checkpoints/<step>/}, {@code export/<network>/<version>/}.
 *
 * @param folder where it stands
 * @param recipe what is trained and how
 * @param labels the classes by number
 */
public record Run(Path folder, Recipe recipe, List<String> labels) {

  public static final String RECIPE = "recipe.yaml";
  static final String LABELS = "labels.txt";
  private static final Set<String> CHANGEABLE =
      Set.of("epochs", "data_dir", "early_stopping_patience", "checkpoint");
  static final String LOCK = ".lock";

  public Run {
    labels = List.copyOf(labels);
  }

  /**
   * Plans a new run. Its directory is made when training begins; of a run there that ended before
   * its first checkpoint, all is deleted.
   *
   * @throws FileAlreadyExistsException if the folder exists and is not empty
   * @throws IllegalStateException if another process is training there
   */
  public static Run plan(Path folder, Recipe recipe, List<String> labels) throws IOException {
    if (Files.exists(folder)) {
      if (!Leftovers.areAll(folder)) {
        throw new FileAlreadyExistsException(folder.toString());
      }
      Leftovers.delete(folder);
    }
    return new Run(folder, recipe, labels);
  }

  /** Writes what says what this run is: the recipe last, and again if more epochs are asked for. */
  public void begin() throws IOException {
    Path file = folder.resolve(RECIPE);
    String text = Recipes.write(recipe);
    if (!Files.exists(file)) {
      AtomicFiles.write(folder.resolve(LABELS), String.join("\n", labels) + "\n");
    }
    if (!Files.exists(file) || !RegularFiles.text(file).equals(text)) {
      AtomicFiles.write(file, text);
    }
  }

  /** Returns whether a folder is the directory of a run that has begun. */
  public static boolean isIn(Path folder) {
    return Files.exists(folder.resolve(RECIPE)) && Files.exists(folder.resolve(LABELS));
  }

  /**
   * Opens the directory of a run.
   *
   * @param changes to its recipe, by dotted key
   * @throws IllegalArgumentException if it is none, or its recipe is damaged
   */
  public static Run open(Path folder, Map<String, String> changes) throws IOException {
    if (!isIn(folder)) {
      throw new UsageException("%s is not the directory of a run: it has no %s", folder, RECIPE);
    }
    Recipe recipe = Recipes.read(folder.resolve(RECIPE), changes);
    return new Run(folder, recipe, RegularFiles.lines(folder.resolve(LABELS)));
  }

  /**
   * Opens the directory of a run that is to go on.
   *
   * @param changes to its recipe, by dotted key: of {@code epochs}, {@code data_dir}, {@code
   *     early_stopping_patience} and {@code checkpoint}, on which no weight of the steps to come
   *     depends, and before its first checkpoint also of {@code max_bad_records}
   * @throws IllegalArgumentException if it is none, its recipe is damaged, or may not change so
   */
  public static Run resume(Path folder, Map<String, String> changes) throws IOException {
    Run before = open(folder, Map.of());
    Set<String> free = new TreeSet<>(CHANGEABLE);
    if (before.isWithoutCheckpoint()) {
      free.add("max_bad_records");
    }
    for (String key : changes.keySet()) {
      if (!free.contains(Recipes.currentKey(key).split("\\.")[0])) {
        throw new UsageException(
            "a run goes on with its own recipe: of it only %s may change, not %s",
            String.join(", ", free), key);
      }
    }
    Run run = open(folder, changes);
    boolean counted =
        before.recipe().earlyStoppingPatience() != null
            || before.recipe().learningRate() instanceof Schedule.Plateau;
    if (run.recipe().earlyStoppingPatience() != null && !counted && !before.isWithoutCheckpoint()) {
      throw new UsageException(
          "early_stopping_patience cannot be added on the way: %s has not counted its epochs",
          folder);
    }
    return run;
  }

  /**
   * Returns the images of a data set as this run uses them: without those that cannot be read, as
   * far as the recipe allows for them, and with the share held out that it wants.
   *
   * @param warn hears a line about each image that is left out for the first time
   * @throws org.convzoo.train.data.DataException if more cannot be read
   */
  public DataSet images(DataSet data, Consumer<String> warn) throws IOException {
    DataSet readable = BadRecords.leftOut(data, this, warn);
    Double share = recipe.validation();
    return share == null ? readable : readable.holdOut(share, recipe.seed());
  }

  /**
   * Checks that this run can be trained on a data set.
   *
   * @throws IllegalArgumentException if it is for another task, or has images of other channels
   * @throws org.convzoo.train.data.DataException if it has other classes
   */
  public void requireSuited(DataSet data) {
    Task task = recipe.architecture().spec().task();
    if (!data.task().equals(task)) {
      throw new UsageException(
          "%s is for %s, but %s is a data set for %s",
          recipe.network(), task.words(), data.name(), data.task().words());
    }
    if (recipe.input().channels() != data.training().channels()) {
      throw new UsageException(
          "the recipe's input has %d channels, but the images of %s have %d",
          recipe.input().channels(), data.name(), data.training().channels());
    }
    data.requireLabels(labels);
  }

  /**
   * Returns what is done to images before the network sees them.
   *
   * @throws org.convzoo.train.data.DataException if the recipe wants a mean image, and the run has
   *     none that can be read
   */
  public Preprocessing preprocessing() {
    Mean mean = recipe.input().mean();
    return recipe.preprocessing(mean.isImage() ? MeanImage.of(this) : mean.numbers());
  }

  /**
   * Returns the checkpoints of this run, of which those without its network's variables are none.
   */
  public Checkpoints checkpoints() {
    return checkpoints(() -> VariableShapes.ofInference(recipe, labels.size()));
  }

  /** Returns the checkpoints that hold at least these variables. */
  public Checkpoints checkpoints(Supplier<Map<String, Shape>> variables) {
    return new Checkpoints(folder.resolve("checkpoints"), variables);
  }

  /** Returns whether there is no checkpoint yet, whole or damaged. */
  public boolean isWithoutCheckpoint() throws IOException {
    return !checkpoints(Map::of).exist();
  }

  /** Returns the file of one line per epoch. */
  public Path metrics() {
    return folder.resolve("metrics.csv");
  }

  /**
   * Returns the folder that a serving stack takes as this model's base: one subfolder a version.
   */
  public Path exports() {
    return folder.resolve("export").resolve(recipe.network());
  }

  /** Returns the base folder of this model's versions as ONNX, likewise. */
  public Path onnxExports() {
    return folder.resolve("onnx").resolve(recipe.network());
  }

  /**
   * Keeps other processes from training this run. The directory is made, unless it is there.
   *
   * @return the lock, for the caller to close
   * @throws IllegalStateException if another process has it, or another trainer of this one
   */
  public FileLock lock() throws IOException {
    Files.createDirectories(folder);
    return lock(folder);
  }

  /** Keeps others from training the run in a folder, likewise. */
  static FileLock lock(Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return lock;
      }
    } catch (OverlappingFileLockException e) {
      // this process has it
    }
    channel.close();
    throw new IllegalStateException(folder + " is being trained already");
  }
}
