package org.convzoo.tools.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.convzoo.graphs.network.Insertion;
import org.convzoo.tools.option.CheckpointOption;
import org.convzoo.tools.option.ChosenRecipe;
import org.convzoo.tools.option.DataOptions;
import org.convzoo.tools.option.TrainingOptions;
import org.convzoo.tools.terminal.ConsoleCommand;
import org.convzoo.train.Training;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.recipe.Recipe;
import org.convzoo.train.recipe.Recipes;
import org.convzoo.train.run.Checkpoints;
import org.convzoo.train.run.Run;
import org.convzoo.train.run.VariableShapes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "deepen",
    description =
        "Insert units that change nothing into a trained network, and train it on in a new run.",
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  convzoo deepen runs/lenet --units conv2:2",
      "  convzoo deepen runs/vgg11-d2l --units conv3_2,conv4_2,fc6 --epochs 1",
      "  convzoo deepen runs/resnet20 --units conv2_3:2,conv3_3:2 --kind residual"
    })
public final class DeepenCommand extends ConsoleCommand {

  @Parameters(paramLabel = "RUN", description = "Directory of a run: its best epoch is deepened.")
  private Path folder;

  @Option(
      names = "--units",
      paramLabel = "LAYER:N",
      split = ",",
      required = true,
      description =
          "Insert N units, or one, after the activation of a layer or block, such as conv3:2.")
  private List<String> units;

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      defaultValue = "conv3x3",
      description =
          "conv1x1 or conv3x3: a convolution that starts as the identity; residual: two 3x3"
              + " convolutions beside a shortcut, whose last batch norm starts at a scale of 0."
              + " After a dense layer they are dense. Default: ${DEFAULT-VALUE}.")
  private Insertion.Kind kind;

  @Option(names = "--epochs", paramLabel = "N", description = "Default: as many as RUN's recipe.")
  private Integer epochs;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Change a value of the recipe, such as learning_rate.base=0.01. Repeatable.")
  private Map<String, String> changes = new LinkedHashMap<>();

  @Option(
      names = "--run",
      paramLabel = "DIR",
      description = "Directory of the new run. Default: RUN-deepened.")
  private Path target;

  @Mixin private DataOptions data;
  @Mixin private TrainingOptions training;

  @Override
  public Integer call() throws Exception {
    if (units.isEmpty()) {
      throw wrongCall("--units names no layer");
    }
    if (epochs != null) {
      changes.put("epochs", epochs.toString());
    }
    changes.putAll(data.inRecipe());
    Run trained = Run.open(folder, changes);
    String inserted = insertions(trained.recipe());
    Recipe deeper =
        Recipes.with(
            trained.recipe(), Map.of("insert", inserted, "init_from", ChosenRecipe.inYaml(folder)));
    VariableShapes.ofInference(deeper, trained.labels().size()); // a layer is unknown: said first
    try (Checkpoints.Checkpoint best = CheckpointOption.best(trained, err())) {
      if (best.score() != null) {
        String measure = trained.recipe().architecture().spec().task().decidingMetric().words();
        out()
            .printf(
                "%s: %s %s %.4f at its best%n",
                folder, trained.recipe().validationName(), measure, best.score());
      }
    }
    try (DataSet set = data.open(deeper)) {
      return training.run(Training.of(deeper, set).into(target()), out(), err());
    }
  }

  /** Returns what is inserted already and what comes to it, as a recipe has it. */
  private String insertions(Recipe recipe) {
    List<Insertion> all = new ArrayList<>(recipe.insert());
    units.forEach(each -> all.add(Insertion.parse(each, kind)));
    return all.stream()
        .map(i -> "{after: '%s', units: %d, kind: %s}".formatted(i.after(), i.units(), i.kind()))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private Path target() {
    Path whole = folder.normalize();
    return target != null ? target : whole.resolveSibling(whole.getFileName() + "-deepened");
  }
}
