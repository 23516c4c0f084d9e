package org.convzoo.train.internal.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.convzoo.graphs.Zoo;
import org.convzoo.graphs.network.Spec;
import org.convzoo.train.hardware.Devices;
import org.convzoo.train.internal.bench.StepProbe;
import org.convzoo.train.internal.device.row.Verdict;
import org.convzoo.train.internal.replica.DevicePlan;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.RunMetadata;

/** How far steps and numbers are from others. */
class StepErrorsTest {

  private static StepProbe.Step step(float loss, float[] weights, float[] slots) {
    return new StepProbe.Step(
        loss, Map.of("w", weights), Map.of("w/momentum", slots), RunMetadata.getDefaultInstance());
  }

  @Test
  void errorsAreSharesOfWhatIsExpected() {
    var expected = step(4, new float[] {1, -2}, new float[] {3, 4});
    var found = step(5, new float[] {1.5f, -2}, new float[] {3, 4.5f});
    // 1 of 4; 0.5 of 2, the largest; 0.5 of 5, the length of (3, 4)
    assertEquals(new StepErrors(0.25, 0.25, 0.1), StepErrors.of(expected, found));
    assertEquals(new StepErrors(0, 0, 0), StepErrors.of(expected, expected));
  }

  @Test
  void whatIsNoNumberIsInfinitelyFar() {
    double[] one = {1, 2};
    assertEquals(Double.POSITIVE_INFINITY, Numbers.largestError(one, new double[] {1, Double.NaN}));
    assertEquals(Double.POSITIVE_INFINITY, Numbers.largestError(one, new double[] {1}));
    assertEquals(Double.POSITIVE_INFINITY, Numbers.largestError(new double[1], new double[] {1}));
    assertEquals(
        Double.POSITIVE_INFINITY, Numbers.euclideanError(one, new double[] {1, Double.NaN}));
    double[] same = {Double.NaN, Double.POSITIVE_INFINITY};
    assertEquals(0, Numbers.largestError(same, same.clone()));
  }

  @Test
  void stepFromAnotherKernelIsOutOfTolerance() {
    Sides sides = Sides.of(Devices.Choice.CPU);
    var size = new Spec.Input(32, 32, 1);
    try (StepProbe probe = new StepProbe(Zoo.get("lenet"), size, 10, 4, DevicePlan.UNPLACED)) {
      StepProbe.Taken right = probe.take(sides.reference(), null, 1);
      Map<String, float[]> touched = new HashMap<>(right.start());
      float[] kernel = touched.get("conv1/kernel").clone();
      for (int i = 0; i < kernel.length; i++) {
        kernel[i] *= 1.5f;
      }
      touched.put("conv1/kernel", kernel);
      var again = probe.take(sides.checked(), right.start(), 1).steps().get(0);
      var wrong = probe.take(sides.checked(), touched, 1).steps().get(0);
      var expected = right.steps().get(0);
      assertEquals(Verdict.OK, StepErrors.of(expected, again).within(Tolerance.FLOAT32));
      assertEquals(Verdict.FAILED, StepErrors.of(expected, wrong).within(Tolerance.FLOAT32));
    }
  }

  @Test
  void everyFileOfTheZooHasItsStep() {
    Set<Class<?>> files =
        Zoo.all().stream()
            .map(network -> ((Enum<?>) network).getDeclaringClass())
            .collect(Collectors.toSet());
    assertEquals(files.size(), StepCheck.firsts().size());
    assertTrue(StepCheck.firsts().contains(Zoo.get("alexnet"))); // two towers
    assertTrue(StepCheck.firsts().contains(Zoo.get("alexnet-ungrouped"))); // one
  }
}
