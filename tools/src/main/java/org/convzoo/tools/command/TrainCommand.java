package org.convzoo.tools.command;

import java.nio.file.Path;
import java.util.Map;
import org.convzoo.graphs.Zoo;
import org.convzoo.tools.option.ChosenRecipe;
import org.convzoo.tools.option.DataOptions;
import org.convzoo.tools.option.RecipeOptions;
import org.convzoo.tools.option.TrainingOptions;
import org.convzoo.tools.terminal.ConsoleCommand;
import org.convzoo.train.Training;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.recipe.AnnotatedRecipe;
import org.convzoo.train.recipe.Recipe;
import org.convzoo.train.run.Run;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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
      "  convzoo train resnet50 --devices all",
      "  convzoo train plain56 --watch gradients",
      "  convzoo train --resume runs/lenet",
      "",
      "Ctrl-C and SIGTERM save a checkpoint before the program ends; --resume goes on from it.",
      "A second one ends it at once."
    })
public final class TrainCommand extends ConsoleCommand {

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
      names = "--run",
      paramLabel = "DIR",
      description = "Directory of the run. Default: runs/NETWORK.")
  private Path folder;

  @Option(
      names = "--resume",
      paramLabel = "DIR",
      description =
          "Go on with a run from its newest checkpoint. Of its recipe epochs, data_dir, early_stopping_patience"
              + " and checkpoint may change, before its first checkpoint max_bad_records, too.")
  private Path resume;

  @Option(
      names = "--print-recipe",
      description = "Print the recipe with all changes, and do nothing else.")
  private boolean print;

  @Mixin private RecipeOptions values;
  @Mixin private DataOptions data;
  @Mixin private TrainingOptions training;

  @Override
  public Integer call() throws Exception {
    if ((network == null) == (resume == null)) {
      throw wrongCall("give a NETWORK to train, or --resume a run");
    }
    Map<String, String> changes = values.changes(data);
    if (resume != null) {
      if (folder != null) {
        throw wrongCall("--resume goes on in the run's own directory: leave out --run");
      }
      Run run = Run.resume(resume, changes);
      try (DataSet set = data.open(run.recipe())) {
        return training.run(Training.resume(run, set), out(), err());
      }
    }
    Zoo.get(network);
    Recipe resolved = ChosenRecipe.of(network, recipe, changes);
    if (print) {
      out().print(AnnotatedRecipe.of(resolved));
      out().flush();
      return 0;
    }
    try (DataSet set = data.open(resolved)) {
      Training planned = Training.of(resolved, set);
      return training.run(folder == null ? planned : planned.into(folder), out(), err());
    }
  }
}
