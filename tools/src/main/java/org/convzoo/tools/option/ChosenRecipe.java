package org.convzoo.tools.option;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.convzoo.UsageException;
import org.convzoo.train.data.registry.DataSets;
import org.convzoo.train.recipe.Recipe;
import org.convzoo.train.recipe.Recipes;

/** The recipe that a call names: a shipped one by its purpose, or a YAML file. */
public final class ChosenRecipe {

  private ChosenRecipe() {}

  /**
   * Returns a network's recipe, its paths absolute.
   *
   * @param changes values by dotted keys, in the place of its own
   * @throws IllegalArgumentException if there is none, it cannot be used, or is another network's
   */
  public static Recipe of(String network, String recipe, Map<String, String> changes) {
    Path file = Path.of(recipe);
    boolean isFile =
        recipe.endsWith(".yaml") || recipe.endsWith(".yml") || Files.isRegularFile(file);
    Function<Map<String, String>, Recipe> read =
        isFile ? all -> Recipes.read(file, all) : all -> Recipes.shipped(network, recipe, all);
    Recipe found = fitted(read, changes);
    if (!found.network().equals(network)) {
      throw new UsageException(
          "the recipe %s is for %s, not for %s", recipe, found.network(), network);
    }
    return found;
  }

  /**
   * Reads a recipe whose data set is what a folder holds that replaces its own, and whose paths are
   * found from every folder, since a run may resume in another.
   */
  private static Recipe fitted(
      Function<Map<String, String>, Recipe> read, Map<String, String> changes) {
    Recipe found = read.apply(changes);
    Map<String, String> all = new LinkedHashMap<>(changes);
    if (changes.containsKey("data_dir") && !changes.containsKey("dataset")) {
      all.put("dataset", DataSets.nameIn(Path.of(found.dataDir()), found.dataset()));
    }
    put(all, "data_dir", found.dataDir());
    put(all, "init_from", found.initFrom());
    return all.equals(changes) ? found : read.apply(all);
  }

  private static void put(Map<String, String> changes, String key, String path) {
    if (path != null && !Path.of(path).isAbsolute()) {
      changes.put(key, inYaml(Path.of(path)));
    }
  }

  /** Returns a path as a recipe has it: absolute, and in quotes. */
  public static String inYaml(Path path) {
    return "'%s'".formatted(path.toAbsolutePath().normalize().toString().replace("'", "''"));
  }
}
