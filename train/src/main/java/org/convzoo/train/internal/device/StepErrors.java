package org.convzoo.train.internal.device;

import org.convzoo.train.internal.bench.StepProbe;
import org.convzoo.train.internal.device.row.Verdict;

/**
 * How far one training step is from another.
 *
 * @param loss in the share of the loss
 * @param weights the largest, in the share of the largest weight
 * @param gradient in the share of the length of all gradients together
 */
record StepErrors(double loss, double weights, double gradient) {

  static StepErrors of(StepProbe.Step expected, StepProbe.Step found) {
    return new StepErrors(
        Numbers.largestError(new double[] {expected.loss()}, new double[] {found.loss()}),
        Numbers.largestError(Numbers.joined(expected.weights()), Numbers.joined(found.weights())),
        Numbers.euclideanError(
            Numbers.joined(expected.gradients()), Numbers.joined(found.gradients())));
  }

  Verdict within(Tolerance tolerance) {
    return Verdict.of(
        loss <= tolerance.loss()
            && weights <= tolerance.loss()
            && gradient <= tolerance.gradient());
  }
}
