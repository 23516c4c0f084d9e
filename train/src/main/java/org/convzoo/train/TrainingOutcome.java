package org.convzoo.train;

/**
 * How a training came to its end.
 *
 * @param finished whether the recipe's last epoch is done, or its early stop has come; else it was
 *     stopped and saved
 * @param step training steps done
 */
public record TrainingOutcome(boolean finished, long step) {}
