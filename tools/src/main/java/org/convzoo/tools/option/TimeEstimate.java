package org.convzoo.tools.option;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * How long a training will take, measured by its first steps but the very first two, in which
 * TensorFlow still prepares itself. Tests after each epoch are not in it.
 */
final class TimeEstimate {

  private static final int UNMEASURED = 2;
  private static final int LEAST_STEPS = 3;
  private static final Duration LEAST_TIME = Duration.ofSeconds(5);

  /** A training that takes less needs no announcement. */
  private static final Duration LONG = Duration.ofMinutes(2);

  private final int epochs;
  private final LongSupplier nanoTime;
  private int steps;
  private long start;
  private boolean told;

  /**
   * Begins to measure.
   *
   * @param epochs of the whole training
   * @param nanoTime the clock, in nanoseconds
   */
  TimeEstimate(int epochs, LongSupplier nanoTime) {
    this.epochs = epochs;
    this.nanoTime = nanoTime;
  }

  /**
   * Hears of a step, and returns the time of an epoch and of all that is left, once: when enough
   * was measured, and where it is long.
   *
   * @param epoch from 1
   * @param done steps of this epoch
   * @param of steps in an epoch
   */
  Optional<String> after(int epoch, int done, int of) {
    steps++;
    if (steps == UNMEASURED) {
      start = nanoTime.getAsLong();
    }
    int measured = steps - UNMEASURED;
    if (told || measured < LEAST_STEPS) {
      return Optional.empty();
    }
    Duration taken = Duration.ofNanos(nanoTime.getAsLong() - start);
    if (taken.compareTo(LEAST_TIME) < 0) {
      return Optional.empty();
    }
    told = true;
    long left = (long) (epochs - epoch) * of + of - done;
    Duration rest = times(taken, (double) left / measured);
    if (rest.compareTo(LONG) < 0) {
      return Optional.empty();
    }
    String whole = "about %s an epoch".formatted(words(times(taken, (double) of / measured)));
    return Optional.of(
        (epoch == epochs ? whole : "%s, %s to the end".formatted(whole, words(rest)))
            + " on this machine");
  }

  private static Duration times(Duration one, double factor) {
    return Duration.ofMillis(Math.round(one.toMillis() * factor));
  }

  /** Says a time in its largest unit of which there are at least two. */
  static String words(Duration time) {
    long seconds = Math.round(time.toMillis() / 1e3);
    if (seconds < 2 * 60) {
      return "%d second%s".formatted(seconds, seconds == 1 ? "" : "s");
    }
    if (seconds < 2 * 60 * 60) {
      return "%.0f minutes".formatted(seconds / 60.0);
    }
    return seconds < 2 * 24 * 60 * 60
        ? "%.0f hours".formatted(seconds / 3600.0)
        : "%.0f days".formatted(seconds / 86400.0);
  }
}
