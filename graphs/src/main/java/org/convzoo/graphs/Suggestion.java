package org.convzoo.graphs;

import java.util.Collection;
import java.util.Comparator;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** What someone who mistyped a name may have meant. */
public final class Suggestion {

  private Suggestion() {}

  /** Ends a sentence with the nearest of {@code known}: {@code ": did you mean alexnet?"}. */
  public static String among(Collection<String> known, String mistyped) {
    LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
    return known.stream()
        .min(Comparator.comparingInt(name -> distance.apply(name, mistyped)))
        .map(": did you mean %s?"::formatted)
        .orElse("");
  }
}
