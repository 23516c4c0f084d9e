package org.convzoo.graphs.task;

import java.util.List;

/**
 * The errors of single-object localisation, ImageNet's second task from 2012 on: Russakovsky et
 * al., "ImageNet large scale visual recognition challenge", IJCV 2015, section 4.2.
 *
 * <p>A guess is a class and a box. It is right if the class is the image's and the box overlaps one
 * of the boxes of that class by an intersection over union of at least one half. The error is the
 * share of images of which no guess is right, among the best one or the best five.
 *
 * <p>Boxes are (y1, x1, y2, x2).
 */
public final class LocalisationError {

  /** The least intersection over union of a right guess, as the challenge's own script has it. */
  private static final double OVERLAP = 0.5;

  private long images;
  private long firsts;
  private long found;

  /**
   * Adds an image.
   *
   * @param rank of the image's class among the guesses, from 0; or -1 where none is of that class
   * @param box of the guess of that class, which is not read where there is none
   * @param truth where objects of that class are
   */
  public void add(int rank, float[] box, List<float[]> truth) {
    images++;
    boolean right =
        rank >= 0
            && truth.stream()
                .anyMatch(own -> AveragePrecision.intersectionOverUnion(box, own) >= OVERLAP);
    firsts += right && rank == 0 ? 1 : 0;
    found += right ? 1 : 0;
  }

  /** Returns the error of the best guess alone, 0 to 1; NaN where there was no image. */
  public double first() {
    return images == 0 ? Double.NaN : (double) (images - firsts) / images;
  }

  /** Returns the error of all guesses together, 0 to 1; NaN where there was no image. */
  public double all() {
    return images == 0 ? Double.NaN : (double) (images - found) / images;
  }
}
