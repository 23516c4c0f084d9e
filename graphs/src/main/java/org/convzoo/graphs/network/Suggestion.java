package org.convzoo.graphs.network;

import java.util.Collection;
import java.util.Comparator;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** What someone who mistyped a name may have meant. */
public final class Suggestion {

  private Suggestion() {}

  /**
   * Ends a sentence: {@code ": did you mean alexnet?"} where one of {@code known} is near, else
   * what there is.
   */
  public static String among(Collection<String> known, String mistyped) {
    LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
    int near = Math.max(2, mistyped.length() / 3);
    return known.stream()
        .filter(name -> distance.apply(name, mistyped) <= near)
        .min(Comparator.comparingInt(name -> distance.apply(name, mistyped)))
        .map(": did you mean %s?"::formatted)
        .orElse("; known are: " + String.join(", ", known));
  }
}
