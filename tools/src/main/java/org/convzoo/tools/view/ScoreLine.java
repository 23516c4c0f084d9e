package org.convzoo.tools.view;

import org.convzoo.train.evaluate.Score;

/** What an evaluation came to, in a line. */
public final class ScoreLine {

  private ScoreLine() {}

  /**
   * Returns the line.
   *
   * @param split the name of the images
   */
  public static String of(Score score, String split) {
    StringBuilder line = new StringBuilder();
    line.append("%,d %s images: loss %.4f".formatted(score.images(), split, score.loss()));
    score.measures().forEach((m, value) -> line.append(", %s %.4f".formatted(m.title(), value)));
    return line.toString();
  }
}
