package org.convzoo.graphs.task;

import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * How often each class was guessed where each was true. Shares are NaN where there is nothing to
 * divide by.
 *
 * @param counts [classes][classes]: by the true class, then by the guessed one
 */
public record Confusion(long[][] counts) {

  /** From the counts row by row. */
  static Confusion of(long[] counts) {
    int classes = (int) Math.sqrt(counts.length);
    long[][] rows = new long[classes][];
    for (int row = 0; row < classes; row++) {
      rows[row] = Arrays.copyOfRange(counts, row * classes, (row + 1) * classes);
    }
    return new Confusion(rows);
  }

  /** Says how many answers were right, and leaves out the counts of each class. */
  @Override
  public String toString() {
    long right = LongStream.range(0, classes()).map(c -> right((int) c)).sum();
    long all = LongStream.range(0, classes()).map(c -> truths((int) c)).sum();
    return "Confusion[classes=%d, right=%d, all=%d]".formatted(classes(), right, all);
  }

  /** Returns the number of classes. */
  public int classes() {
    return counts.length;
  }

  /** Returns how often a class was true. */
  public long truths(int which) {
    return LongStream.of(counts[which]).sum();
  }

  /** Returns how often a class was guessed. */
  public long guesses(int which) {
    return Arrays.stream(counts).mapToLong(row -> row[which]).sum();
  }

  /** Returns how often a class was guessed where it was true. */
  public long right(int which) {
    return counts[which][which];
  }

  /** Returns the share of a class's guesses that are right. */
  public double precision(int which) {
    return (double) right(which) / guesses(which);
  }

  /** Returns the share of a class that was found. */
  public double recall(int which) {
    return (double) right(which) / truths(which);
  }

  /** Returns the harmonic mean of precision and recall. */
  public double f1(int which) {
    return 2.0 * right(which) / (truths(which) + guesses(which));
  }

  /** Returns intersection over union: of what is a class or was taken for it, the share found. */
  public double iou(int which) {
    return (double) right(which) / (truths(which) + guesses(which) - right(which));
  }
}
