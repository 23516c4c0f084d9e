package org.convzoo.train;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.hardware.Hardware;
import org.convzoo.train.recipe.Recipe;
import org.convzoo.train.recipe.Recipes;
import org.convzoo.train.run.Run;

/** What all processes that train together must have alike. */
final class AgreedFacts {

  /** Where the data set lies on a machine, and what the chief alone cares for. */
  private static final Map<String, String> OWN =
      Map.of("data_dir", "null", "checkpoint", "{every: 0, keep: 1}");

  private AgreedFacts() {}

  /** Returns them in numbers, by what they are about. */
  static SortedMap<String, Long> of(Run run, DataSet data, Hardware hardware) {
    Recipe recipe = Recipes.with(run.recipe(), OWN);
    SortedMap<String, Long> facts = new TreeMap<>();
    facts.put("recipe", digest(Recipes.write(recipe)));
    facts.put(
        "data set",
        digest("%s %d %d".formatted(data.labels(), data.training().size(), data.test().size())));
    facts.put("number of devices", (long) hardware.replicas().size());
    return facts;
  }

  private static long digest(String text) {
    CRC32C digest = new CRC32C();
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    return digest.getValue();
  }
}
