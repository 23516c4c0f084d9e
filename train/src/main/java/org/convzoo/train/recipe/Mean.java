package org.convzoo.train.recipe;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.convzoo.UsageException;

/**
 * What is subtracted from pixels, once they are in 0..1: numbers, or the training images' mean.
 *
 * @param numbers one for each channel or for all; empty for {@link #IMAGE}
 */
public record Mean(List<Float> numbers) {

  public static final Mean ZERO = new Mean(List.of(0f));

  /** The mean of the training images, pixel by pixel: Krizhevsky et al. 2012, section 2. */
  public static final Mean IMAGE = new Mean(List.of());

  private static final String WORD = "image";

  public Mean {
    numbers = List.copyOf(numbers);
  }

  /** Returns whether it is the mean of the training images. */
  public boolean isImage() {
    return numbers.isEmpty();
  }

  /** Reads it as recipes write it: a number, a list of them, or {@code image}. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static Mean of(JsonNode written) {
    if (written.asText().equals(WORD)) {
      return IMAGE;
    }
    List<Float> numbers = new ArrayList<>();
    for (JsonNode one : written.isArray() ? written : List.of(written)) {
      if (!one.isNumber()) {
        throw new UsageException(
            "a number, one for each channel, or image, got "
                + (one.isNull() ? "none" : one.asText()));
      }
      numbers.add(one.floatValue());
    }
    if (numbers.isEmpty()) {
      throw new UsageException("a number, one for each channel, or image, got none");
    }
    return new Mean(numbers);
  }

  @JsonValue
  Object written() {
    return isImage() ? WORD : numbers;
  }
}
