package org.convzoo.tools.option;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.convzoo.UsageException;
import org.convzoo.export.ModelVersions;
import org.convzoo.export.WeightStorage;
import org.convzoo.graphs.task.Task;
import org.convzoo.tools.terminal.CommandName;
import org.convzoo.tools.terminal.Interruption;
import org.convzoo.tools.terminal.TimeConverter;
import org.convzoo.tools.terminal.Warnings;
import org.convzoo.tools.view.ScoreLine;
import org.convzoo.train.TrainedModel;
import org.convzoo.train.Training;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.hardware.Hardware;
import org.convzoo.train.run.Checkpoints;
import org.convzoo.train.run.Run;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** On what and for how long a training runs, and what is watched. */
public final class TrainingOptions {

  @Option(
      names = "--max-steps",
      paramLabel = "N",
      description = "Stop and save once the run has so many steps in all.")
  private long maxSteps = Long.MAX_VALUE;

  @Option(
      names = "--max-time",
      paramLabel = "TIME",
      description = "Stop and save after so long, such as 90s, 30m or 1h30m.",
      converter = TimeConverter.class)
  private Duration maxTime;

  @Option(
      names = "--watch",
      paramLabel = "WHAT",
      description =
          "gradients: write the norms of each layer's gradient and update at every 20th step to"
              + " RUN/gradients.csv and TensorBoard, for \"convzoo plot --gradients\".")
  private Watched watched;

  private final long start = System.nanoTime();

  /** What an accuracy may be, in shares of guessing's, to be no more than that. */
  private static final double HARDLY = 1.05;

  private enum Watched {
    GRADIENTS
  }

  @Mixin private DeviceOptions device;
  @Mixin private TowerOptions towers;
  @Mixin private DistributionOptions distribution;

  /** Trains, exports the best epoch and returns the exit code. */
  public int run(Training training, PrintWriter out, PrintWriter err) throws Exception {
    try (Interruption interruption = new Interruption()) {
      Hardware hardware = distribution.inCluster(device.with(towers), out);
      training.on(hardware);
      if (!hardware.keeps()) {
        training.listener(message -> Warnings.print(err, message));
        return exitCode(train(training, interruption));
      }
      ProgressDisplay display = new ProgressDisplay(out, err);
      TrainedModel model;
      try (display) {
        model = train(training.listener(display), interruption);
      }
      if (!model.isFinished()) {
        display.stopped();
        out.printf(
            "stopped and saved after step %,d; go on with%s%n",
            model.step(),
            CommandName.in(
                ": convzoo train --resume "
                    + CommandName.argument(model.run().folder())
                    + distribution.words()));
        out.flush();
        return exitCode(model);
      }
      Optional<Path> exported = ModelVersions.highest(model.run().exports());
      if (display.hasTrained() || exported.isEmpty()) {
        export(model, out, err);
        test(model, display.data(), out);
      } else {
        finished(model, exported.get(), out);
      }
      out.flush();
      return 0;
    }
  }

  /**
   * Whoever was stopped by a signal, here or in another process of a cluster, has not done it all.
   */
  private int exitCode(TrainedModel model) {
    return model.isFinished() || model.step() >= maxSteps || isTimeOver() ? 0 : 1;
  }

  private boolean isTimeOver() {
    return maxTime != null && System.nanoTime() - start > maxTime.toNanos();
  }

  private TrainedModel train(Training training, Interruption interruption) throws Exception {
    BooleanSupplier stop = () -> interruption.requested() || isTimeOver();
    if (watched == Watched.GRADIENTS) {
      training.watchGradients();
    }
    try {
      return training.stopWhen(stop).maxSteps(maxSteps).run();
    } catch (FileAlreadyExistsException e) {
      throw new UsageException(
          "%s exists and is not empty: go on with \"convzoo train --resume %s\", or choose another with --run"
              .formatted(e.getFile(), e.getFile()),
          e);
    }
  }

  private static void export(TrainedModel model, PrintWriter out, PrintWriter err)
      throws Exception {
    var run = model.run();
    try (Checkpoints.Checkpoint best = CheckpointOption.best(run, err)) {
      Path version = TrainedModel.export(run, best, WeightStorage.CONSTANTS, run.exports());
      int classes = run.labels().size();
      String chosenBy = run.recipe().validationName();
      if (isGuessing(run, best.score())) {
        out.printf(
            "exported to %s, but its %s accuracy, %.4f, is that of guessing among %,d classes:"
                + " another --lr or more epochs may help%n",
            version, chosenBy, best.score(), classes);
        return;
      }
      out.printf(
          "exported the best epoch, %s %s %.4f, to %s%n",
          chosenBy, measure(run), best.score(), version);
    }
    String predict = "try: convzoo predict %s IMAGE".formatted(CommandName.argument(run.folder()));
    out.println(CommandName.in(predict));
  }

  /** Looks at the test images, once, where the best epoch was chosen by others. */
  private static void test(TrainedModel model, DataSet data, PrintWriter out) throws IOException {
    if (data.heldOut().isEmpty()) {
      return;
    }
    out.println(ScoreLine.of(model.evaluate(data.test()), DataSet.TEST));
  }

  /** Whether a classifier is right hardly more often than one that always says the same. */
  private static boolean isGuessing(Run run, double accuracy) {
    return run.recipe().architecture().spec().task() == Task.CLASSIFICATION
        && accuracy <= HARDLY / run.labels().size();
  }

  private static String measure(Run run) {
    return run.recipe().architecture().spec().task().decidingMetric().words();
  }

  private void finished(TrainedModel model, Path version, PrintWriter out) throws IOException {
    Run run = model.run();
    try (Checkpoints.Checkpoint best = model.best()) {
      out.printf(
          "%s is finished, at its best with %s %s %.4f; its model is %s%n",
          run.folder(), run.recipe().validationName(), measure(run), best.score(), version);
    }
    String folder = CommandName.argument(run.folder());
    out.println(
        CommandName.in(
            "longer: convzoo train --resume %s%s --epochs %d"
                .formatted(folder, distribution.words(), 2 * run.recipe().epochs())));
  }
}
