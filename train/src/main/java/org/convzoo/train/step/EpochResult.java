package org.convzoo.train.step;

import java.util.Map;
import org.convzoo.train.evaluate.Score;

/**
 * What an epoch came to.
 *
 * @param epoch from 1
 * @param step training steps done by its end
 * @param learningRate of its last step
 * @param main what came of the main head
 * @param auxiliary what came of the other heads, by their names
 * @param validation the score, with the weights of its end, on the images held out for validation
 *     or, without such, on the test images
 * @param imagesPerSecond trained, since the epoch began or the run was resumed
 */
public record EpochResult(
    int epoch,
    long step,
    float learningRate,
    Head main,
    Map<String, Head> auxiliary,
    Score validation,
    double imagesPerSecond) {

  /**
   * What came of a head on the training images, each seen with the weights of its step.
   *
   * @param loss mean over the images, not weighted
   * @param accuracy share of right answers, 0 to 1
   */
  public record Head(double loss, double accuracy) {}
}
