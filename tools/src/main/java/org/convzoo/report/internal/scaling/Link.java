package org.convzoo.report.internal.scaling;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.convzoo.Require;
import org.convzoo.UsageException;

/**
 * The network between workers.
 *
 * @param bitsPerSecond that a worker can send while it receives as many, above 0
 * @param latency of a message in seconds, at least 0
 */
public record Link(double bitsPerSecond, double latency) {

  private static final Pattern FORM =
      Pattern.compile("(\\d+(?:\\.\\d+)?)(k|m|g|t)(?:bit|bps|bit/s)");
  private static final Map<String, Double> UNITS = Map.of("k", 1e3, "m", 1e6, "g", 1e9, "t", 1e12);

  public Link {
    Require.positive("a link's speed", bitsPerSecond);
    Require.atLeastZero("a latency", latency);
  }

  /**
   * Reads a speed such as {@code 25Gbit} as bits a second.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static double bitsPerSecond(String text) {
    Matcher parts = FORM.matcher(text.toLowerCase(Locale.ROOT));
    if (!parts.matches()) {
      throw new UsageException(
          "a link's speed is given like 1Gbit, 25Gbit or 100Mbit, got " + text);
    }
    return Double.parseDouble(parts.group(1)) * UNITS.get(parts.group(2));
  }

  /**
   * Returns the seconds of a sum over workers that stand in a ring: each sends 2 (n - 1) parts of
   * one n-th to the next (Patarasuk, Yuan 2009).
   *
   * @param bytes of the tensor that each worker has
   */
  public double ringAllReduce(double bytes, int workers) {
    return 2.0 * (workers - 1) * (seconds(bytes / workers) + latency);
  }

  /** Returns the seconds of a message of some bytes, without the latency. */
  public double seconds(double bytes) {
    return 8 * bytes / bitsPerSecond;
  }
}
