package org.convzoo.train.recipe;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.convzoo.graphs.network.Suggestion;
import org.convzoo.ops.augment.sample.Augmentation;

/** What is wrong with a recipe, in a line for its author. */
final class RecipeErrors {

  private RecipeErrors() {}

  /** Explains why a recipe cannot be read. */
  static String explain(JsonProcessingException e) {
    if (e instanceof UnrecognizedPropertyException unknown) {
      List<String> keys =
          unknown.getKnownPropertyIds().stream().map(String::valueOf).sorted().toList();
      String where = where(unknown);
      String suggestion =
          ForeignKeys.meant(where)
              .map(": did you mean %s?"::formatted)
              .orElseGet(() -> Suggestion.among(keys, unknown.getPropertyName()));
      return "unknown key \"%s\"%s".formatted(where, suggestion);
    }
    if (e instanceof ValueInstantiationException invalid && invalid.getCause() != null) {
      String where = where(invalid);
      return (where.isEmpty() ? "" : where + ": ") + invalid.getCause().getMessage();
    }
    if (e instanceof InvalidTypeIdException type) {
      return kind(type);
    }
    if (e instanceof InvalidFormatException format) {
      return "%s cannot be \"%s\"".formatted(where(format), format.getValue());
    }
    if (e instanceof MismatchedInputException mismatch) {
      String where = where(mismatch);
      return isMissing(mismatch)
          ? "the key \"%s\" is missing".formatted(where)
          : where + " has a value of another kind than it should";
    }
    if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
      return where(mapping) + ": " + e.getOriginalMessage();
    }
    return e.getOriginalMessage();
  }

  /** Explains a missing or unknown name of an optimiser, a schedule or an augmentation. */
  private static String kind(InvalidTypeIdException e) {
    Class<?> names = e.getBaseType().getRawClass();
    if (names == Augmentation.class) {
      names = Augment.class;
    }
    if (e.getTypeId() == null) {
      String key = names.getAnnotation(JsonTypeInfo.class).property();
      return "the key \"%s.%s\" is missing".formatted(where(e), key);
    }
    List<String> known =
        Arrays.stream(names.getAnnotation(JsonSubTypes.class).value())
            .map(JsonSubTypes.Type::name)
            .toList();
    return "%s cannot be \"%s\"%s"
        .formatted(where(e), e.getTypeId(), Suggestion.among(known, e.getTypeId()));
  }

  /** Whether all keys of its parent were read, and this one was not among them. */
  private static boolean isMissing(MismatchedInputException e) {
    boolean isKey =
        e.getPath().stream().reduce((a, b) -> b).map(Reference::getFieldName).isPresent();
    return isKey
        && e.getProcessor() instanceof JsonParser parser
        && parser.hasToken(JsonToken.END_OBJECT);
  }

  private static String where(JsonMappingException e) {
    return e.getPath().stream()
        .map(r -> r.getFieldName() == null ? "[" + r.getIndex() + "]" : r.getFieldName())
        .collect(Collectors.joining("."));
  }
}
