package org.convzoo.train.recipe;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import org.convzoo.UsageException;
import org.convzoo.graphs.network.Suggestion;
import org.convzoo.ops.Variable;
import org.convzoo.ops.Variables;

/** The scopes of a network's layers, as recipes name them. */
public final class LayerScopes {

  private LayerScopes() {}

  /**
   * Checks that a network has layers in each of some scopes.
   *
   * @param key of the recipe that names them
   * @param built the variables of the network
   * @throws IllegalArgumentException if it has not, with the nearest scope that it has
   */
  public static void require(String key, Collection<String> scopes, Variables built) {
    Set<String> known = new TreeSet<>();
    for (Variable variable : built.all()) {
      String name = variable.name();
      for (int end = name.length(); end > 0; end = name.lastIndexOf('/', end - 1)) {
        known.add(name.substring(0, end));
      }
    }
    for (String scope : scopes) {
      if (!known.contains(scope)) {
        throw new UsageException(
            "%s: there is no layer \"%s\"%s", key, scope, Suggestion.among(known, scope));
      }
    }
  }
}
