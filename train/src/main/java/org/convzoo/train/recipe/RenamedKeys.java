package org.convzoo.train.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.convzoo.UsageException;

/** The keys that recipes of earlier versions have, which are read as what they are called now. */
final class RenamedKeys {

  private static final Map<String, String> NOW =
      Map.of(
          "bad_records", "max_bad_records",
          "input.shorter", "input.resize_shorter_side",
          "batch", "batch_size",
          "auxiliary", "auxiliary_loss_weight",
          "start_from", "init_from",
          "variables.decayed", "variables.weight_decay_on",
          "average", "ema_decay",
          "early_stop", "early_stopping_patience",
          "batch_norm", "batch_norm.statistics");

  private RenamedKeys() {}

  /** Returns what a key is called now. */
  static String now(String key) {
    return NOW.getOrDefault(key, key);
  }

  /**
   * Returns what a key is called now with this value: behind {@code batch_norm} only a word alone
   * is of before.
   */
  static String now(String key, JsonNode value) {
    return value.isObject() ? key : now(key);
  }

  /**
   * Replaces the keys of before in a recipe.
   *
   * @throws IllegalArgumentException if a value stands behind the old key and the new one
   */
  static void replace(ObjectNode recipe) {
    NOW.forEach(
        (old, now) -> {
          JsonNode value = recipe.at(pointer(old));
          if (value.isMissingNode() || !now(old, value).equals(now)) {
            return;
          }
          if (!recipe.at(pointer(now)).isMissingNode()) {
            throw new UsageException("%s is the former name of %s: leave it out", old, now);
          }
          remove(recipe, old);
          Recipes.set(recipe, now, value);
        });
  }

  private static void remove(ObjectNode recipe, String key) {
    int dot = key.indexOf('.');
    ObjectNode parent = dot < 0 ? recipe : (ObjectNode) recipe.get(key.substring(0, dot));
    parent.remove(key.substring(dot + 1));
  }

  private static String pointer(String key) {
    return "/" + key.replace('.', '/');
  }
}
