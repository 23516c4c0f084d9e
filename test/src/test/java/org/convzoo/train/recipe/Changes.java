package org.convzoo.train.recipe;

import java.util.HashMap;
import java.util.Map;

/** Changes of a recipe in one line, such as {@code seed=2 optimizer={name: sgd, momentum: 0.9}}. */
public final class Changes {

  private Changes() {}

  /** Returns the values by their keys, in a map that may be changed. */
  public static Map<String, String> of(String line) {
    Map<String, String> changes = new HashMap<>();
    for (String change : line.split(" (?=[a-z_.]+=)")) {
      String[] pair = change.split("=", 2);
      changes.put(pair[0], pair[1]);
    }
    return changes;
  }
}
