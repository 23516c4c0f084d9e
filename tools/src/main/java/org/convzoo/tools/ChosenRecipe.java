package org.convzoo.tools;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.convzoo.train.Recipe;
import org.convzoo.train.Recipes;

/** The recipe that a call names: a shipped one by its purpose, or a YAML file. */
final class ChosenRecipe {

  private ChosenRecipe() {}

  /**
   * Returns a network's recipe.
   *
   * @param changes values by dotted keys, in the place of its own
   * @throws IllegalArgumentException if there is none, it cannot be used, or is another network's
   */
  static Recipe of(String network, String recipe, Map<String, String> changes) {
    Path file = Path.of(recipe);
    boolean isFile =
        recipe.endsWith(".yaml") || recipe.endsWith(".yml") || Files.isRegularFile(file);
    Recipe found = isFile ? Recipes.read(file, changes) : Recipes.shipped(network, recipe, changes);
    if (!found.network().equals(network)) {
      throw new IllegalArgumentException(
          "the recipe %s is for %s, not for %s".formatted(recipe, found.network(), network));
    }
    return found;
  }
}
