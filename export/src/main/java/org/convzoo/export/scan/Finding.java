package org.convzoo.export.scan;

import java.util.List;

/**
 * An operation of a model that could do harm.
 *
 * @param function the function of the model's library that it stands in; empty where it stands in
 *     the graph itself
 * @param node its name there
 * @param operation its type, such as {@code WriteFile}
 * @param effect what that could do
 * @param reachedBy what would run it: names of signatures, or {@code loading}; empty where nothing
 *     does that stands in the file
 */
public record Finding(
    String function, String node, String operation, Effect effect, List<String> reachedBy) {

  public Finding {
    reachedBy = List.copyOf(reachedBy);
  }

  @Override
  public String toString() {
    return "%snode %s: %s %s; %s"
        .formatted(
            function.isEmpty() ? "" : "function " + function + ", ",
            node,
            operation,
            effect,
            reachedBy.isEmpty() ? "reached by nothing" : "run by " + String.join(", ", reachedBy));
  }
}
