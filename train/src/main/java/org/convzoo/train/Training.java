package org.convzoo.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.convzoo.internal.files.Folders;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.hardware.Devices;
import org.convzoo.train.hardware.Hardware;
import org.convzoo.train.hardware.NoGpuException;
import org.convzoo.train.optimizer.OptimizerFactory;
import org.convzoo.train.recipe.Recipe;
import org.convzoo.train.run.MeanImage;
import org.convzoo.train.run.Run;
import org.convzoo.train.step.DivergedException;

/**
 * A training from the recipe to the trained model, in the order in which things must be done: the
 * run is planned, bad records are left out, the mean image is computed where the recipe wants one,
 * and the network is trained to the recipe's end.
 *
 * <pre>{@code
 * Recipe recipe = Recipes.shipped("lenet", "default", Map.of("epochs", "5"));
 * try (DataSet data = recipe.openData()) {
 *   TrainedModel model = Training.of(recipe, data).into(Path.of("runs/lenet")).run();
 *   System.out.println(model.evaluate(data.test()));
 *   System.out.println(model.exportTo(Path.of("models/lenet")));
 * }
 * }</pre>
 */
public final class Training {

  private static final System.Logger LOG = System.getLogger(Training.class.getName());

  private final Recipe recipe;
  private final DataSet data;
  private Run run;
  private Path folder;
  private Hardware hardware = new Hardware(Devices.Choice.AUTO, 0);
  private OptimizerFactory optimizer;
  private TrainingListener listener = warning -> LOG.log(System.Logger.Level.WARNING, warning);
  private BooleanSupplier stop = () -> false;
  private long maxSteps = Long.MAX_VALUE;
  private boolean watchesGradients;

  private Training(Recipe recipe, DataSet data) {
    this.recipe = Objects.requireNonNull(recipe, "recipe");
    this.data = Objects.requireNonNull(data, "data");
    this.folder = Path.of("runs", recipe.network());
    this.optimizer = recipe.optimizer();
  }

  /** Plans a training, in {@code runs/NETWORK} unless {@link #into} says where. */
  public static Training of(Recipe recipe, DataSet data) {
    return new Training(recipe, data);
  }

  /** Plans to go on with a run from its newest checkpoint. */
  public static Training resume(Run run, DataSet data) {
    Training training = new Training(run.recipe(), data);
    training.run = run;
    return training;
  }

  /** The directory of a new run, which must not exist or be empty. */
  public Training into(Path runFolder) {
    if (run != null) {
      throw new IllegalStateException("a run that is resumed stays in " + run.folder());
    }
    folder = Objects.requireNonNull(runFolder, "folder");
    return this;
  }

  /** What to compute on; without it, a GPU where there is one. */
  public Training on(Hardware devices) {
    hardware = Objects.requireNonNull(devices, "hardware");
    return this;
  }

  /**
   * An optimiser in the place of the recipe's, such as {@code (graph, now) -> new Nadam(graph)}; a
   * run that is resumed wants the same again.
   */
  public Training optimizer(OptimizerFactory other) {
    optimizer = Objects.requireNonNull(other, "optimizer");
    return this;
  }

  /** Who hears what goes on; without it, warnings go to the platform's logger. */
  public Training listener(TrainingListener who) {
    listener = Objects.requireNonNull(who, "listener");
    return this;
  }

  /** Asked after each step whether to save and stop. */
  public Training stopWhen(BooleanSupplier asked) {
    stop = Objects.requireNonNull(asked, "stop");
    return this;
  }

  /** Saves and stops once the run has so many steps in all. */
  public Training maxSteps(long steps) {
    maxSteps = steps;
    return this;
  }

  /** Also writes the norms of gradients and updates, as {@link Trainer#watchGradients}. */
  public Training watchGradients() {
    watchesGradients = true;
    return this;
  }

  /**
   * Trains.
   *
   * @return the model, {@link TrainedModel#isFinished} unless it was stopped and saved
   * @throws java.nio.file.FileAlreadyExistsException if a new run's folder exists and is not empty
   * @throws IOException if something cannot be read or written
   * @throws IllegalArgumentException if network, recipe, data set and hardware do not go together
   * @throws org.convzoo.train.data.DataException if images cannot be read
   * @throws DivergedException if the loss or a variable is NaN or infinite
   * @throws NoGpuException if a GPU is asked for and there is none
   */
  public TrainedModel run() throws IOException {
    if (hardware.keeps()) {
      return run(planned());
    }
    Path aside = Files.createTempDirectory("convzoo-worker-");
    try {
      return run(Run.plan(aside, recipe, run == null ? data.labels() : run.labels()));
    } finally {
      Folders.delete(aside);
    }
  }

  /** Of a cluster that is started again, the chief goes on with its run. */
  private Run planned() throws IOException {
    if (run != null) {
      return run;
    }
    if (hardware.cluster() != null && Run.isIn(folder)) {
      Run before = Run.open(folder, Map.of());
      if (before.recipe().equals(recipe) && before.checkpoints().exist()) {
        return before;
      }
    }
    return Run.plan(folder, recipe, data.labels());
  }

  private TrainedModel run(Run planned) throws IOException {
    DataSet usable = planned.images(data, listener::warning);
    listener.planned(planned, usable, hardware);
    if (MeanImage.isMissing(planned)) {
      listener.averagingImages();
      MeanImage.make(planned, usable.training());
    }
    try (Trainer trainer = new Trainer(planned, usable, optimizer, hardware, listener, stop)) {
      if (watchesGradients) {
        trainer.watchGradients();
      }
      TrainingOutcome outcome = trainer.run(maxSteps);
      return new TrainedModel(planned, hardware, outcome);
    }
  }
}
