package org.convzoo.tools.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.convzoo.graphs.Zoo;
import org.convzoo.tools.option.ChosenRecipe;
import org.convzoo.tools.option.DataOptions;
import org.convzoo.tools.option.TrainingOptions;
import org.convzoo.train.Training;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.recipe.AnnotatedRecipe;
import org.convzoo.train.recipe.Recipe;
import org.convzoo.train.recipe.Schedule;
import org.convzoo.train.run.Run;
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
      "  convzoo train resnet20 --data-dir photos",
      "  convzoo train lenet --optimizer sgd --lr 0.1 --run runs/sgd",
      "  convzoo train alexnet --epochs 2 --set optimizer.weight_decay=0",
      "  convzoo train resnet20 --max-time 30m",
      "  convzoo train alexnet --towers GPU:0,GPU:1",
      "  convzoo train plain56 --watch gradients",
      "  convzoo train --resume runs/lenet",
      "",
      "Ctrl-C and SIGTERM save a checkpoint before the program ends; --resume goes on from it.",
      "A second one ends it at once."
    })
public final class TrainCommand implements Callable<Integer> {

  /**
   * Keys of a recipe on which no weight of the steps to come depends, or that make a run longer.
   */
  private static final Set<String> CHANGEABLE =
      Set.of("epochs", "data_dir", "early_stop", "checkpoint");

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
      description = "Change a value of the recipe, such as label_smoothing=0.1. Repeatable.")
  private Map<String, String> changes = new LinkedHashMap<>();

  @Option(
      names = "--dataset",
      paramLabel = "NAME",
      description =
          "Another data set than the recipe's, such as cifar10. Without it, what --data-dir holds.")
  private String dataset;

  @Option(
      names = "--optimizer",
      paramLabel = "NAME",
      description =
          "Another optimiser than the recipe's, such as sgd, at its own defaults; --set changes"
              + " them, such as optimizer.momentum=0.9.")
  private String optimizer;

  @Option(names = "--epochs", paramLabel = "N", description = "Passes over the training images.")
  private Integer epochs;

  @Option(names = "--batch", paramLabel = "N", description = "Images in a step.")
  private Integer batch;

  @Option(
      names = {"--learning-rate", "--lr"},
      paramLabel = "RATE",
      description = "The schedule's base rate.")
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
      description =
          "Go on with a run from its newest checkpoint. Of its recipe epochs, data_dir, early_stop"
              + " and checkpoint may change, before its first checkpoint bad_records, too.")
  private Path resume;

  @Option(
      names = "--print-recipe",
      description = "Print the recipe with all changes, and do nothing else.")
  private boolean print;

  @Mixin private DataOptions data;
  @Mixin private TrainingOptions training;
  @Spec private CommandSpec command;

  @Override
  public Integer call() throws Exception {
    if ((network == null) == (resume == null)) {
      throw new ParameterException(
          command.commandLine(), "give a NETWORK to train, or --resume a run");
    }
    if (optimizer != null) { // first, as --set may change it
      Map<String, String> set = changes;
      changes = new LinkedHashMap<>(Map.of("optimizer", "{name: '%s'}".formatted(optimizer)));
      changes.putAll(set);
    }
    put("dataset", dataset);
    put("epochs", epochs);
    put("batch", batch);
    put("learning_rate.base", learningRate);
    put("precision", precision);
    put("seed", seed);
    put("start_from", start);
    changes.putAll(data.inRecipe(dataset));
    if (resume != null) {
      Run run = resumed();
      try (DataSet set = data.open(run.recipe())) {
        return training.run(Training.resume(run, set), command);
      }
    }
    Zoo.get(network);
    Recipe resolved = ChosenRecipe.of(network, recipe, changes);
    if (print) {
      command.commandLine().getOut().print(AnnotatedRecipe.of(resolved));
      command.commandLine().getOut().flush();
      return 0;
    }
    try (DataSet set = data.open(resolved)) {
      Training planned = Training.of(resolved, set);
      return training.run(folder == null ? planned : planned.into(folder), command);
    }
  }

  private void put(String key, Object value) {
    if (value != null) {
      changes.put(key, value.toString());
    }
  }

  private Run resumed() throws IOException {
    Run before = Run.open(resume, Map.of());
    Set<String> free = new HashSet<>(CHANGEABLE);
    if (before.isWithoutCheckpoint()) {
      free.add("bad_records");
    }
    boolean own =
        changes.keySet().stream().map(key -> key.split("\\.")[0]).allMatch(free::contains);
    if (!own || folder != null) {
      throw new ParameterException(
          command.commandLine(),
          "--resume goes on with the run's own recipe: of it only %s may change"
              .formatted(String.join(", ", new TreeSet<>(free))));
    }
    Run run = Run.open(resume, changes);
    boolean counted =
        before.recipe().earlyStop() != null
            || before.recipe().learningRate() instanceof Schedule.Plateau;
    if (run.recipe().earlyStop() != null && !counted && !before.isWithoutCheckpoint()) {
      throw new ParameterException(
          command.commandLine(),
          "early_stop cannot be added on the way: %s has not counted its epochs".formatted(resume));
    }
    return run;
  }
}
