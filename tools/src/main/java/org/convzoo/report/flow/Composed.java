package org.convzoo.report.flow;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Layers that a training phase builds of several operations, in a scope of the layer's name. */
public final class Composed {

  private static final Pattern SCOPE = Pattern.compile("(?:.*/)?(dropout|lrn)(?:_\\d+)?");

  private Composed() {}

  /** Returns the kind of the layer whose operations stand in a scope, if it is such a one. */
  public static Optional<String> kind(String scope) {
    Matcher parts = SCOPE.matcher(scope);
    return parts.matches() ? Optional.of(parts.group(1)) : Optional.empty();
  }
}
