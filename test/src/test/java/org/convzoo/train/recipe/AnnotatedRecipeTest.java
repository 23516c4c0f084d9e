package org.convzoo.train.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Recipes as they are printed. */
class AnnotatedRecipeTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"lenet,default", "googlenet,paper", "unet,default", "densebox-small,default"})
  void everyKeyStandsThereAndTheRecipeIsTheSame(String network, String purpose) throws IOException {
    Recipe recipe = Recipes.shipped(network, purpose, Map.of());
    String text = AnnotatedRecipe.of(recipe);
    assertEquals(recipe, read(text));
    assertHas(text, "", Recipe.class, network.equals("googlenet") ? "" : "auxiliary_loss_weight");
    assertHas(
        text,
        "  ",
        ImageInput.class,
        network.matches("unet|densebox.*") ? "resize_shorter_side" : "");
    assertHas(text, "  ", ParameterGroups.class, "");
    assertHas(text, "  ", Gradients.class, "");
  }

  private static void assertHas(String text, String indent, Class<?> type, String without) {
    List<String> names = Arrays.stream(type.getRecordComponents()).map(c -> c.getName()).toList();
    for (String name : names) {
      String key = name.replaceAll("([A-Z])", "_$1").toLowerCase();
      boolean has = text.lines().anyMatch(line -> line.matches(indent + "(# )?" + key + ":( .*)?"));
      assertEquals(!key.equals(without), has, key + " in\n" + text);
    }
  }

  @Test
  void eachCommentBecomesAKeyWithAValueOfItsOwn() throws IOException {
    Recipe recipe = Recipes.shipped("lenet", "default", Map.of());
    List<String> lines = AnnotatedRecipe.of(recipe).lines().toList();
    List<String> comments = lines.stream().filter(line -> line.matches(" *# [a-z_]+: .*")).toList();
    assertEquals(13, comments.size(), comments.toString());
    for (String comment : comments) {
      assertTrue(comment.contains("; where absent: "), comment);
      List<String> changed =
          lines.stream()
              .map(line -> line.equals(comment) ? line.replaceFirst("# ", "") : line)
              .toList();
      Recipe read = read(String.join("\n", changed));
      if (!comment.contains("layers: {}")) {
        assertNotEquals(recipe, read, comment);
      }
    }
  }

  @Test
  void whatExcludesAnotherKeyLeavesItOut() {
    Map<String, String> changes = Map.of("gradients.clip_norm", "2", "optimizer", "{name: nadam}");
    String text = AnnotatedRecipe.of(Recipes.shipped("lenet", "default", changes));
    assertTrue(text.contains("  clip_norm: 2.0\n"), text);
    assertEquals(
        List.of(), text.lines().filter(l -> l.matches(".*(clip_value|warmup):.*")).toList());
  }

  private Recipe read(String text) throws IOException {
    return Recipes.read(Files.writeString(folder.resolve("mine.yaml"), text), Map.of());
  }
}
