package org.convzoo.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.data.registry.DataSets;
import org.convzoo.train.recipe.Recipe;
import org.convzoo.train.recipe.Recipes;
import org.convzoo.train.run.Run;
import org.convzoo.train.run.TinyRun;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs on images that are drawn; a detector's loss looks at pixels chosen at random besides. */
class DrawnRunTest {

  @TempDir Path folder;

  private String bitsAfter(String network, int side, String name, int seed, int... steps)
      throws IOException {
    Map<String, String> tiny =
        Map.of(
            "input.height", "" + side,
            "input.width", "" + side,
            "batch_size", "4",
            "optimizer.name", "sgd",
            "seed", "" + seed);
    Recipe recipe = Recipes.shipped(network, "default", tiny);
    Path place = folder.resolve(name);
    for (int more : steps) {
      try (DataSet data = DataSets.open(recipe.dataset(), null, recipe.size())) {
        TinyRun.train(new Run(place, recipe, data.labels()), data, TinyRun.after(more));
      }
    }
    return TinyRun.lastBits(place);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"densebox-small, 32", "unet-same, 16"})
  void interruptedTrainingEndsInTheSameBits(String network, int side) throws IOException {
    String whole = bitsAfter(network, side, "whole", 1, 4);
    assertEquals(whole, bitsAfter(network, side, "parts", 1, 1, 3));
    assertNotEquals(whole, bitsAfter(network, side, "other", 2, 4));
  }
}
