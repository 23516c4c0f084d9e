package org.convzoo.graphs.task;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Average precision: the area under the curve of precision over recall, as the Pascal VOC challenge
 * has computed it since 2010, with every point of the curve.
 *
 * <p>Detections are gone through from the surest on. One is right if the object of its image that
 * it overlaps most, by intersection over union, is overlapped enough and was not found before. The
 * precision at a recall is the best at that recall or beyond.
 *
 * <p>Boxes are (y1, x1, y2, x2).
 */
public final class AveragePrecision {

  private record Detection(float score, boolean right) {}

  private final double overlap;
  private final List<Detection> detections = new ArrayList<>();
  private long objects;

  /**
   * Starts with nothing.
   *
   * @param overlap the least intersection over union of a right detection
   */
  public AveragePrecision(double overlap) {
    this.overlap = overlap;
  }

  /**
   * Adds an image.
   *
   * @param boxes what was detected, the surest first
   * @param scores how sure it is
   * @param truth where objects are
   */
  public void add(float[][] boxes, float[] scores, float[][] truth) {
    boolean[] found = new boolean[truth.length];
    for (int i = 0; i < boxes.length; i++) {
      int best = -1;
      double most = 0;
      for (int j = 0; j < truth.length; j++) {
        double share = intersectionOverUnion(boxes[i], truth[j]);
        if (share > most) {
          most = share;
          best = j;
        }
      }
      boolean right = best >= 0 && most >= overlap && !found[best];
      if (right) {
        found[best] = true;
      }
      detections.add(new Detection(scores[i], right));
    }
    objects += truth.length;
  }

  /** Returns the average precision so far, 0 to 1; 0 where there was no object. */
  public double value() {
    List<Detection> sorted = new ArrayList<>(detections);
    sorted.sort(Comparator.comparingDouble((Detection d) -> -d.score()));
    double[] precision = new double[sorted.size()];
    long right = 0;
    for (int i = 0; i < precision.length; i++) {
      right += sorted.get(i).right() ? 1 : 0;
      precision[i] = (double) right / (i + 1);
    }
    double sum = 0;
    double best = 0;
    for (int i = precision.length - 1; i >= 0; i--) {
      best = Math.max(best, precision[i]);
      sum += sorted.get(i).right() ? best : 0;
    }
    return objects == 0 ? 0 : sum / objects;
  }

  static double intersectionOverUnion(float[] a, float[] b) {
    double height = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
    double width = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
    double both = Math.max(0, height) * Math.max(0, width);
    return both == 0 ? 0 : both / (area(a) + area(b) - both);
  }

  private static double area(float[] box) {
    return ((double) box[2] - box[0]) * ((double) box[3] - box[1]);
  }
}
