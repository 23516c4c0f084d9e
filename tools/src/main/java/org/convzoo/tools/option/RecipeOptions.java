package org.convzoo.tools.option;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** Values in the place of a recipe's own. */
public final class RecipeOptions {

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Change a value of the recipe, such as label_smoothing=0.1. Repeatable.")
  private Map<String, String> set = new LinkedHashMap<>();

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

  @Option(
      names = {"--batch-size", "--batch"},
      paramLabel = "N",
      description = "Images in a step.")
  private Integer batchSize;

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
      names = {"--init-from", "--start-from"},
      paramLabel = "DIR",
      description = "A run or a SavedModel to initialise matching weights from.")
  private String start;

  /** Returns all values that are given, by the recipe's keys; what --set gives to others' parts. */
  public Map<String, String> changes(DataOptions data) {
    Map<String, String> changes = new LinkedHashMap<>();
    put(changes, "optimizer", optimizer == null ? null : "{name: '%s'}".formatted(optimizer));
    changes.putAll(set); // after the optimizer, whose values it may change
    put(changes, "dataset", dataset);
    put(changes, "epochs", epochs);
    put(changes, "batch_size", batchSize);
    put(changes, "learning_rate.base", learningRate);
    put(changes, "precision", precision);
    put(changes, "seed", seed);
    put(changes, "init_from", start);
    changes.putAll(data.inRecipe(dataset));
    return changes;
  }

  private static void put(Map<String, String> changes, String key, Object value) {
    if (value != null) {
      changes.put(key, value.toString());
    }
  }
}
