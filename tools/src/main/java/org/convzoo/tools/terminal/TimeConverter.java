package org.convzoo.tools.terminal;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a length of time such as {@code 1h30m}. */
public final class TimeConverter implements ITypeConverter<Duration> {

  /** What can be added to a clock of nanoseconds: the half of 292 years. */
  private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE / 2);

  @Override
  public Duration convert(String text) {
    try {
      Duration time = Duration.parse("PT" + text);
      if (!time.isNegative() && time.compareTo(LONGEST) <= 0) {
        return time;
      }
    } catch (DateTimeParseException e) {
      // said below
    }
    throw new TypeConversionException(
        "\"%s\" is no time such as 90s, 30m or 1h30m".formatted(text));
  }
}
