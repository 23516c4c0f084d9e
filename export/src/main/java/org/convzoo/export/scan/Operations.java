package org.convzoo.export.scan;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tensorflow.TensorFlow;
import org.tensorflow.proto.OpDef;

/** The lists of operations: which a model may have, and what others could do. */
final class Operations {

  private static final Set<String> ALLOWED =
      lines("operations.txt")
          .flatMap(line -> Arrays.stream(line.split(" ")))
          .collect(Collectors.toUnmodifiableSet());

  private record Rule(Pattern names, Effect effect) {

    static Stream<Rule> of(String line) {
      int colon = line.indexOf(':');
      Effect effect = Effect.valueOf(line.substring(0, colon));
      return Arrays.stream(line.substring(colon + 1).strip().split(" "))
          .map(name -> new Rule(Pattern.compile(name.replace("*", ".*")), effect));
    }
  }

  private static final List<Rule> RULES = lines("effects.txt").flatMap(Rule::of).toList();

  private Operations() {}

  private static Stream<String> lines(String resource) {
    try (InputStream in = Operations.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#") && !line.isEmpty());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether a model that is not trusted may have it. */
  static boolean isAllowed(String operation) {
    return ALLOWED.contains(operation);
  }

  /** What an operation could do that a model may not have. */
  static Effect effect(String operation) {
    return RULES.stream()
        .filter(rule -> rule.names.matcher(operation).matches())
        .map(Rule::effect)
        .findFirst()
        .orElseGet(() -> registered(operation));
  }

  private static Effect registered(String operation) {
    OpDef known = Registered.ALL.get(operation);
    if (known == null) {
      return Effect.IS_UNKNOWN;
    }
    return known.getIsStateful() ? Effect.KEEPS_STATE : Effect.IS_NOT_KNOWN_TO_BE_HARMLESS;
  }

  /** Whether TensorFlow calls it stateful. */
  static boolean isStateful(String operation) {
    OpDef known = Registered.ALL.get(operation);
    return known != null && known.getIsStateful();
  }

  /** Those of the TensorFlow at hand; its library is loaded for them. */
  private static final class Registered {
    static final Map<String, OpDef> ALL =
        TensorFlow.registeredOpList().getOpList().stream()
            .collect(Collectors.toUnmodifiableMap(OpDef::getName, Function.identity()));
  }
}
