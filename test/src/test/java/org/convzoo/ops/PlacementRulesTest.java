package org.convzoo.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.convzoo.ops.internal.runtime.Placement;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.tensorflow.DeviceSpec;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** Where operations come to stand that were built without a device. */
class PlacementRulesTest {

  private static final Shape VECTOR = Shape.of(3);

  @AutoClose private final Drawn drawn = new Drawn();
  private final Ops tf = drawn.test();
  private final Ops first = tf.withDevice(device("CPU:0"));
  private final Ops second = tf.withDevice(device("CPU:1"));

  private static DeviceSpec device(String name) {
    return Towers.device(name);
  }

  private static Operand<TFloat32> tensor(Ops tf) {
    return tf.placeholder(TFloat32.class, Placeholder.shape(VECTOR));
  }

  private static Operand<TFloat32> scalar(Ops tf) {
    return tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
  }

  private static Operand<TFloat32> variable(Ops tf) {
    return tf.variable(VECTOR, TFloat32.class);
  }

  private void assertStands(String device, Op... ops) {
    Placement.complete(drawn.graph());
    for (Op op : ops) {
      assertEquals(device, ((GraphOperation) op.op()).device(), op.op().name());
    }
  }

  @Test
  void operationsStandWithTheFirstTensorTheyRead() {
    var one = tf.math.neg(tensor(second));
    var then = tf.math.sub(tf.math.neg(one), tensor(tf));
    assertStands("/device:CPU:1", one, then);
  }

  @Test
  void scalarsDrawNoTensorToTheirDevice() {
    var scaled = tf.math.mul(scalar(first), tensor(second));
    assertStands("/device:CPU:1", scaled);
    assertStands("/device:CPU:0", tf.math.neg(scalar(first)));
  }

  /** As the gradient of a ReLU does: it reads a gradient from elsewhere, and what it had read. */
  @Test
  void whatWasBuiltOnADeviceCountsMoreThanWhatFollowed() {
    var elsewhere = tf.math.neg(tensor(first));
    assertStands("/device:CPU:1", tf.math.mul(elsewhere, tensor(second)));
  }

  /** So the gradient of a mean is spread on the device of the map that the mean is of. */
  @Test
  void whatIsRepeatedStandsWhereTheCountComesFrom() {
    var small = tf.math.neg(tensor(first));
    var times = tf.shape(tf.math.neg(tensor(second)));
    var tiled = tf.tile(small, times);
    var shaped = tf.reshape(small, times);
    assertStands("/device:CPU:1", tiled, shaped);
    assertStands("/device:CPU:0", tf.reshape(small, tf.constant(new int[] {3, 1})));
  }

  @Test
  void sumOfTensorsFromSeveralDevicesStandsWhereItIsRead() {
    var sum = tf.math.addN(List.of(tf.math.neg(tensor(first)), tf.math.neg(tensor(second))));
    tf.math.mul(sum, tensor(second));
    assertStands("/device:CPU:1", sum);
  }

  @Test
  void whatWritesToAVariableStandsWithIt() {
    var weights = variable(second);
    var slot = variable(tf);
    var start = tf.fill(tf.constant(VECTOR), tf.constant(0f));
    var assigned = tf.assign(slot, start);
    var update =
        tf.train.applyMomentum(weights, slot, scalar(first), tensor(first), tf.constant(0.9f));
    assertStands("/device:CPU:1", slot, start, assigned, update);
  }

  /** As optimisers have it that are composed of plain arithmetic. */
  @Test
  void slotThatIsMovedByArithmeticStandsWithTheGradient() {
    var slot = variable(tf);
    var old = tf.math.mul(slot, scalar(first));
    var moved = tf.math.add(old, tf.math.neg(tensor(second)));
    var assigned = tf.assign(slot, moved);
    assertStands("/device:CPU:1", slot, old, moved, assigned);
  }

  @Test
  void averageStandsWithWhatItAverages() {
    var mean = variable(tf);
    var gap = tf.math.sub(mean, variable(second));
    var update = tf.train.applyGradientDescent(mean, scalar(first), gap);
    assertStands("/device:CPU:1", mean, gap, update);
  }

  @Test
  void constantsStandWhereTheyAreRead() {
    var half = tf.constant(0.5f);
    var axis = tf.constant(0);
    tf.math.mean(tf.math.mul(tensor(second), half), axis);
    assertStands("/device:CPU:1", half, axis);
  }

  @Test
  void whatReadsNothingPlacedIsLeftToTensorFlow() {
    Operand<TFloat32> image = tensor(tf);
    var prepared = tf.math.neg(image);
    tf.math.mul(tensor(second), prepared);
    assertStands("", image, prepared);
  }

  @Test
  void moreMayBeBuiltAndPlacedLater() {
    var one = tf.math.neg(tensor(second));
    Placement.complete(drawn.graph());
    assertStands("/device:CPU:1", tf.math.neg(one));
  }

  @Test
  void graphWithoutDevicesStaysAsItIs() {
    tf.assign(variable(tf), tf.math.neg(tensor(tf)));
    var before = drawn.graph().toGraphDef();
    Placement.complete(drawn.graph());
    assertEquals(before, drawn.graph().toGraphDef());
  }

  @Test
  void deviceOfAnotherFormIsRefused() {
    for (String name : List.of("GPU1", "TPU:0", "GPU:", "GPU:-1", "", "CPU:100")) {
      assertEquals(
          "a device is named like GPU:1 or CPU:0, got \"%s\"".formatted(name),
          Refusal.of(() -> Towers.device(name)));
    }
  }
}
