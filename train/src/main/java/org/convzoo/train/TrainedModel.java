package org.convzoo.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.convzoo.export.Exporter;
import org.convzoo.export.WeightStorage;
import org.convzoo.export.card.Provenance;
import org.convzoo.export.onnx.OnnxExporter;
import org.convzoo.internal.files.Digests;
import org.convzoo.train.data.ImageSet;
import org.convzoo.train.evaluate.Evaluation;
import org.convzoo.train.evaluate.Score;
import org.convzoo.train.hardware.Devices;
import org.convzoo.train.hardware.Hardware;
import org.convzoo.train.recipe.Recipe;
import org.convzoo.train.recipe.Recipes;
import org.convzoo.train.run.Checkpoints;
import org.convzoo.train.run.Run;

/** The network of a run with the weights of its best checkpoint. */
public final class TrainedModel {

  private final Run run;
  private final Hardware hardware;
  private final TrainingOutcome outcome;

  TrainedModel(Run run, Hardware hardware, TrainingOutcome outcome) {
    this.run = run;
    this.hardware = hardware;
    this.outcome = outcome;
  }

  /** Returns the run, whose recipe and labels are the model's. */
  public Run run() {
    return run;
  }

  /** Returns whether training came to its end; else it was stopped and saved. */
  public boolean isFinished() {
    return outcome.finished();
  }

  /** Returns the training steps done. */
  public long step() {
    return outcome.step();
  }

  /**
   * Returns the best checkpoint, for the caller to close: that of the best epoch or, before an
   * epoch has ended, the newest.
   */
  public Checkpoints.Checkpoint best() throws IOException {
    return best(run);
  }

  private static Checkpoints.Checkpoint best(Run run) throws IOException {
    return run.checkpoints()
        .best(damaged -> {})
        .orElseThrow(() -> new IOException(run.folder() + " has no checkpoint yet"));
  }

  /**
   * Measures the model.
   *
   * @param images of the data set that it was trained on, such as its test images
   * @throws IllegalArgumentException if there is not enough memory for it
   */
  public Score evaluate(ImageSet images) throws IOException {
    try (Checkpoints.Checkpoint checkpoint = best()) {
      return Evaluation.of(
          new Evaluation.Member(run, checkpoint),
          images,
          hardware.config(run.recipe().precision()),
          done -> {});
    }
  }

  /**
   * Exports the model as a SavedModel whose weights are constants.
   *
   * @param base the model's folder, in which versions are numbered
   * @return the folder of the new version
   * @throws IOException if it cannot be written; then no version appears
   */
  public Path exportTo(Path base) throws IOException {
    try (Checkpoints.Checkpoint checkpoint = best()) {
      return export(run, checkpoint, WeightStorage.CONSTANTS, base);
    }
  }

  /** Exports a checkpoint of a run, likewise, with its weights as {@code weights} says. */
  public static Path export(
      Run run, Checkpoints.Checkpoint checkpoint, WeightStorage weights, Path base)
      throws IOException {
    return Exporter.export(source(run, checkpoint), weights, base);
  }

  private static Exporter.Source source(Run run, Checkpoints.Checkpoint checkpoint)
      throws IOException {
    return new Exporter.Source(
        run.recipe().architecture(),
        run.preprocessing(),
        run.labels(),
        checkpoint.prefix(),
        provenance(run, checkpoint));
  }

  private static Provenance provenance(Run run, Checkpoints.Checkpoint checkpoint)
      throws IOException {
    Recipe recipe = run.recipe();
    return new Provenance(
        recipe.dataset(),
        checkpoint.step(),
        recipe.architecture().spec().task().decidingMetric().key(),
        checkpoint.score(),
        recipe.validation() == null ? "test" : "validation",
        Recipes.published(recipe),
        Digests.sha256(run.folder().resolve(Run.RECIPE)));
  }

  /**
   * Exports a checkpoint of a run as an ONNX model, as {@link OnnxExporter} says.
   *
   * @param base the model's folder, in which versions are numbered
   * @return the folder of the new version
   * @throws IOException if it cannot be written; then no version appears
   */
  public static Path exportOnnx(Run run, Checkpoints.Checkpoint checkpoint, Path base)
      throws IOException {
    return OnnxExporter.export(source(run, checkpoint), base);
  }

  /**
   * Opens the model of a run that was trained before.
   *
   * @param folder the run's directory
   * @throws IllegalArgumentException if it is none
   * @throws IOException if it has no whole checkpoint
   */
  public static TrainedModel open(Path folder) throws IOException {
    Run run = Run.open(folder, Map.of());
    try (Checkpoints.Checkpoint best = best(run)) {
      Hardware hardware = new Hardware(Devices.Choice.AUTO, 0);
      return new TrainedModel(run, hardware, new TrainingOutcome(true, best.step()));
    }
  }
}
