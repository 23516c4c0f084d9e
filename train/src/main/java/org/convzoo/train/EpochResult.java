package org.convzoo.train;

/**
 * What an epoch came to.
 *
 * @param epoch from 1
 * @param step training steps done by its end
 * @param learningRate of its last step
 * @param trainLoss mean over its images, each seen with the weights of its step
 * @param trainAccuracy share of right answers, likewise, 0 to 1
 * @param test on the test images, with the weights of its end
 * @param imagesPerSecond trained, since the epoch began or the run was resumed
 */
public record EpochResult(
    int epoch,
    long step,
    float learningRate,
    double trainLoss,
    double trainAccuracy,
    Evaluation.Score test,
    double imagesPerSecond) {}
