package org.convzoo.tools;

import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.convzoo.train.Checkpoints;
import org.convzoo.train.TrainedModel;
import org.convzoo.train.Training;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** On what and for how long a training runs, and what is watched. */
final class TrainingOptions {

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

  private enum Watched {
    GRADIENTS
  }

  @Mixin private DeviceOptions device;
  @Mixin private TowerOptions towers;

  /** Trains, exports the best epoch and returns the exit code. */
  int run(Training training, CommandSpec command) throws Exception {
    PrintWriter out = command.commandLine().getOut();
    PrintWriter err = command.commandLine().getErr();
    try (Interruption interruption = new Interruption()) {
      TrainedModel model = train(training, out, err, interruption);
      if (!model.isFinished()) {
        out.printf(
            "stopped and saved after step %,d; go on with%s%n",
            model.step(),
            CommandName.in(
                ": convzoo train --resume " + CommandName.argument(model.run().folder())));
        out.flush();
        return interruption.requested() ? 1 : 0;
      }
      export(model, out, err);
      return 0;
    }
  }

  private TrainedModel train(
      Training training, PrintWriter out, PrintWriter err, Interruption interruption)
      throws Exception {
    long start = System.nanoTime();
    BooleanSupplier stop =
        () ->
            interruption.requested()
                || maxTime != null && System.nanoTime() - start > maxTime.toNanos();
    if (watched == Watched.GRADIENTS) {
      training.watchGradients();
    }
    try (ProgressDisplay display = new ProgressDisplay(out, err)) {
      return training
          .on(device.with(towers))
          .listener(display)
          .stopWhen(stop)
          .maxSteps(maxSteps)
          .run();
    } catch (FileAlreadyExistsException e) {
      throw new IllegalArgumentException(
          "%s exists and is not empty: go on with \"convzoo train --resume %s\", or choose another with --run"
              .formatted(e.getFile(), e.getFile()),
          e);
    }
  }

  private static void export(TrainedModel model, PrintWriter out, PrintWriter err)
      throws Exception {
    var run = model.run();
    try (Checkpoints.Checkpoint best =
        run.checkpoints().best(warning -> Warnings.print(err, warning)).orElseThrow()) {
      Path version = TrainedModel.export(run, best, run.exports());
      String measure = run.recipe().architecture().spec().task().measures().get(0).words();
      out.printf(
          "exported the best epoch, test %s %.4f, to %s%n", measure, best.testAccuracy(), version);
    }
    String predict = "try: convzoo predict %s IMAGE".formatted(CommandName.argument(run.folder()));
    out.println(CommandName.in(predict));
    out.flush();
  }
}
