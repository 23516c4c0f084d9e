package org.convzoo.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A detector's run, whose loss looks at pixels chosen at random. */
class DetectorRunTest {

  private static final Map<String, String> TINY =
      Map.of("input.height", "32", "input.width", "32", "batch", "4");

  @TempDir Path folder;

  private String bitsAfter(String name, int seed, int... steps) throws IOException {
    Recipe recipe = Recipes.shipped("densebox-small", "default", TinyRun.with(TINY, "seed", seed));
    Path place = folder.resolve(name);
    for (int more : steps) {
      try (DataSet data =
          DataSets.open(recipe.dataset(), new DataSets.Place(null, false), recipe.size())) {
        TinyRun.train(new Run(place, recipe, data.labels()), data, TinyRun.after(more));
      }
    }
    return TinyRun.lastBits(place);
  }

  @Test
  void interruptedTrainingEndsInTheSameBits() throws IOException {
    String whole = bitsAfter("whole", 1, 7);
    assertEquals(whole, bitsAfter("parts", 1, 3, 4));
    assertNotEquals(whole, bitsAfter("other", 2, 7));
  }
}
