package org.convzoo.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.convzoo.train.recipe.Recipes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/recipes.md. */
class RecipesDocumentTest {

  private static final Document RECIPES = new Document("docs/recipes.md");

  @ParameterizedTest
  @ValueSource(strings = {"vgg11", "vgg11-lrn", "vgg13", "vgg16-c", "vgg16", "vgg19"})
  void everyRecipeOfVggSaysTheErrorOfItsRow(String name) throws Exception {
    List<String> rows =
        RECIPES.text().lines().filter(line -> line.contains("| `" + name + "` |")).toList();
    long papers = Recipes.purposes(name).stream().filter(p -> p.startsWith("paper")).count();
    assertEquals(papers, rows.size());
    for (String row : rows) {
      String[] cells = row.split(" *\\| *");
      String about = Recipes.about(name, cells[3].replace("`", ""));
      String error = "error %s %% top-1, %s %% top-5.".formatted(cells[6], cells[7]);
      assertTrue(about.endsWith(error), about);
    }
  }
}
