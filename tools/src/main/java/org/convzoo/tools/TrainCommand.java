package org.convzoo.tools;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.convzoo.graphs.Zoo;
import org.convzoo.train.AnnotatedRecipe;
import org.convzoo.train.BadRecords;
import org.convzoo.train.Checkpoints;
import org.convzoo.train.MeanImage;
import org.convzoo.train.Recipe;
import org.convzoo.train.Run;
import org.convzoo.train.Trainer;
import org.convzoo.train.data.DataSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "train",
    description = "Train a network and export it as a SavedModel.",
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  convzoo train lenet",
      "  convzoo train lenet --recipe d2l --run runs/lenet-d2l",
      "  convzoo train alexnet --epochs 2 --set optimizer.weight_decay=0",
      "  convzoo train resnet20 --max-time 30m",
      "  convzoo train alexnet --towers GPU:0,GPU:1",
      "  convzoo train plain56 --watch gradients",
      "  convzoo train --resume runs/lenet",
      "",
      "Ctrl-C and SIGTERM save a checkpoint before the program ends; --resume goes on from it.",
      "A second one ends it at once."
    })
final class TrainCommand implements Callable<Integer> {

  @Parameters(
      arity = "0..1",
      paramLabel = "NETWORK",
      description = "A name from \"convzoo models\".")
  private String network;

  @Option(
      names = "--recipe",
      paramLabel = "RECIPE",
      defaultValue = "default",
      description =
          "A name from \"convzoo recipes NETWORK\", such as quick or paper, or a YAML file."
              + " Default: ${DEFAULT-VALUE}.")
  private String recipe;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Change a value of the recipe, such as optimizer.momentum=0.8. Repeatable.")
  private Map<String, String> changes = new LinkedHashMap<>();

  @Option(names = "--epochs", paramLabel = "N", description = "Passes over the training images.")
  private Integer epochs;

  @Option(names = "--batch", paramLabel = "N", description = "Images in a step.")
  private Integer batch;

  @Option(names = "--learning-rate", paramLabel = "RATE", description = "The schedule's base rate.")
  private Double learningRate;

  @Option(
      names = "--precision",
      paramLabel = "PRECISION",
      description = "float32, or bfloat16 in products: faster on CPUs with AVX512_BF16 or AMX.")
  private String precision;

  @Option(names = "--seed", paramLabel = "N", description = "Seed of everything random.")
  private Long seed;

  @Option(
      names = "--start-from",
      paramLabel = "DIR",
      description = "A run or a SavedModel whose weights are the first, where they fit.")
  private String start;

  @Option(
      names = "--run",
      paramLabel = "DIR",
      description = "Directory of the run. Default: runs/NETWORK.")
  private Path folder;

  @Option(
      names = "--resume",
      paramLabel = "DIR",
      description = "Go on with a run from its newest checkpoint; --epochs may extend it.")
  private Path resume;

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

  @Option(
      names = "--print-recipe",
      description = "Print the recipe with all changes, and do nothing else.")
  private boolean print;

  @Mixin private DataOptions data;
  @Mixin private DeviceOptions device;
  @Mixin private TowerOptions towers;
  @Spec private CommandSpec command;

  @Override
  public Integer call() throws Exception {
    if ((network == null) == (resume == null)) {
      throw new ParameterException(
          command.commandLine(), "give a NETWORK to train, or --resume a run");
    }
    put("epochs", epochs);
    put("batch", batch);
    put("learning_rate.base", learningRate);
    put("precision", precision);
    put("seed", seed);
    put("start_from", start);
    changes.putAll(data.inRecipe());
    var out = command.commandLine().getOut();
    if (resume != null) {
      requireOwnRecipe();
      return train(Run.open(resume, changes));
    }
    Recipe resolved = recipe();
    if (print) {
      out.print(AnnotatedRecipe.of(resolved));
      out.flush();
      return 0;
    }
    Path target = folder != null ? folder : Path.of("runs", network);
    try (DataSet set = data.open(resolved)) {
      Run run = plan(target, resolved, set.labels());
      return train(run, BadRecords.leftOut(set, run, this::warn));
    }
  }

  private static Run plan(Path folder, Recipe recipe, List<String> labels) throws IOException {
    try {
      return Run.plan(folder, recipe, labels);
    } catch (FileAlreadyExistsException e) {
      throw new IllegalArgumentException(
          "%s exists and is not empty: go on with \"convzoo train --resume %s\", or choose another with --run"
              .formatted(folder, folder),
          e);
    }
  }

  private Recipe recipe() {
    Zoo.get(network);
    return ChosenRecipe.of(network, recipe, changes);
  }

  private void put(String key, Object value) {
    if (value != null) {
      changes.put(key, value.toString());
    }
  }

  private void requireOwnRecipe() {
    boolean own = Set.of("epochs", "data_dir").containsAll(changes.keySet());
    if (!own || folder != null) {
      throw new ParameterException(
          command.commandLine(),
          "--resume goes on with the run's own recipe: only --epochs and --data-dir may change");
    }
  }

  private int train(Run run) throws Exception {
    try (DataSet set = data.open(run.recipe())) {
      return train(run, BadRecords.leftOut(set, run, this::warn));
    }
  }

  private int train(Run run, DataSet set) throws Exception {
    var out = command.commandLine().getOut();
    Recipe r = run.recipe();
    out.printf("%s on %s: %s%n", r.network(), set.name(), set.source());
    out.printf(
        "%,d training and %,d test images at %dx%dx%d, batches of %d, %d epochs, on %s%n",
        set.training().size(),
        set.test().size(),
        r.input().height(),
        r.input().width(),
        r.input().channels(),
        r.batch(),
        r.epochs(),
        device.with(towers).words());
    if (MeanImage.isMissing(run)) {
      out.println("computing the mean of the training images, pixel by pixel");
      out.flush();
      MeanImage.make(run, set.training());
    }
    out.flush();
    try (Interruption interruption = new Interruption()) {
      Trainer.Outcome outcome = train(run, set, interruption);
      if (!outcome.finished()) {
        out.printf(
            "stopped and saved after step %,d; go on with%s%n",
            outcome.step(),
            CommandName.in(": convzoo train --resume " + CommandName.argument(run.folder())));
        out.flush();
        return interruption.requested() ? 1 : 0;
      }
      try (Checkpoints.Checkpoint best = run.checkpoints().best(this::warn).orElseThrow()) {
        Path version = ExportCommand.export(run, best, run.exports());
        String measure = Zoo.get(r.network()).spec().task().measures().get(0).words();
        out.printf(
            "exported the best epoch, test %s %.4f, to %s%n",
            measure, best.testAccuracy(), version);
      }
      String predict =
          "try: convzoo predict %s IMAGE".formatted(CommandName.argument(run.folder()));
      out.println(CommandName.in(predict));
      out.flush();
      return 0;
    }
  }

  private Trainer.Outcome train(Run run, DataSet set, Interruption interruption) throws Exception {
    var line = command.commandLine();
    long start = System.nanoTime();
    BooleanSupplier stop =
        () ->
            interruption.requested()
                || maxTime != null && System.nanoTime() - start > maxTime.toNanos();
    try (ProgressDisplay display = new ProgressDisplay(line.getOut(), line.getErr());
        Trainer trainer = new Trainer(run, set, device.with(towers), display, stop)) {
      if (watched == Watched.GRADIENTS) {
        trainer.watchGradients();
      }
      return trainer.run(maxSteps);
    }
  }

  private void warn(String message) {
    Convzoo.warn(command.commandLine().getErr(), message);
  }
}
