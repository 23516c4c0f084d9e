package org.convzoo.train.internal.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.convzoo.graphs.Zoo;
import org.convzoo.graphs.network.Network;
import org.convzoo.graphs.network.Spec;
import org.convzoo.graphs.task.NetworkOutput;
import org.convzoo.graphs.task.Task;
import org.convzoo.ops.Drawn;
import org.convzoo.ops.Layers;
import org.convzoo.ops.internal.runtime.Ancestors;
import org.convzoo.train.hardware.Devices;
import org.convzoo.train.internal.device.operation.LayerCase;
import org.convzoo.train.internal.device.operation.LayerCases;
import org.convzoo.train.internal.device.row.LayerRow;
import org.convzoo.train.internal.device.row.Note;
import org.convzoo.train.internal.device.row.OperationRow;
import org.convzoo.train.internal.device.row.Row;
import org.convzoo.train.internal.device.row.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.exceptions.TFResourceExhaustedException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** What the comparison of operations sees, and that it sees all of them. */
class OperationCheckTest {

  private static final Set<String> CHECKED = new TreeSet<>(OperationCheck.types(LayerCases.all()));

  /** A thousand layers are those of the network with a hundred. */
  static List<Network> networks() {
    return Zoo.all().stream().filter(n -> !n.spec().name().matches(".*(1001|1202)(-b)?")).toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("networks")
  void everyOperationOfTheZooIsChecked(Network network) {
    Set<String> missing = new TreeSet<>(types(network));
    assertTrue(missing.contains("Conv2D") || missing.contains("MatMul"), missing.toString());
    missing.removeAll(CHECKED);
    assertEquals(Set.of(), missing);
  }

  /** The types of all operations of a training's forward pass. */
  private static Set<String> types(Network network) {
    Spec.Input size = network.spec().input();
    int classes = network.spec().classes();
    Task task = network.spec().task();
    try (Drawn drawn = new Drawn()) {
      Shape shape = Shape.of(1, size.height(), size.width(), size.channels());
      var images = drawn.test().placeholder(TFloat32.class, Placeholder.shape(shape));
      Layers net = drawn.training(1);
      NetworkOutput logits = network.build(net, images, classes);
      var truth = task.dummyTarget(drawn.test(), shape, classes);
      List<Op> ends = new ArrayList<>();
      net.updates().forEach(update -> ends.add(update.output(0)));
      ends.add(task.loss(net.under("loss"), logits, truth));
      ends.add(task.answers(drawn.test(), logits, truth).right());
      Set<String> types = new TreeSet<>();
      Ancestors.of(ends, List.of()).forEach(operation -> types.add(operation.type()));
      return types;
    }
  }

  private static OperationCheck check() {
    return new OperationCheck(Sides.of(Devices.Choice.CPU), Tolerance.FLOAT32);
  }

  private static Operand<TFloat32> random(Layers net, Operand<TFloat32> x) {
    return net.tf().random.randomUniform(net.tf().constant(x.shape()), TFloat32.class);
  }

  /** Numbers without a seed are others on each side: as wrong as a device can be. */
  @Test
  void wrongOperationFailsAndThoseBehindItDoNot() {
    OperationCheck check = check();
    Row row =
        check.check(
            new LayerCase(
                "wrong",
                Shape.of(2, 3),
                (net, x) -> List.of(net.tf().math.mul(x, random(net, x)))));
    assertEquals(Verdict.FAILED, ((LayerRow) row).verdict());
    for (OperationRow operation : check.rows()) {
      boolean wrong = operation.operation().equals("RandomUniform");
      assertEquals(wrong ? Verdict.FAILED : Verdict.OK, operation.verdict(), operation.toString());
    }
    assertTrue(check.rows().size() > 1);
  }

  @Test
  void layerThatEndsWithAnErrorFailsWithItsReason() {
    Row row =
        check()
            .check(
                new LayerCase(
                    "without a gradient",
                    Shape.of(2, 3),
                    (net, x) -> List.of(net.tf().debugging.checkNumerics(x, ""))));
    Note note = (Note) row;
    assertEquals(Verdict.FAILED, note.verdict());
    assertTrue(note.note().startsWith("No gradient defined for op: CheckNumerics"), note.note());
  }

  @Test
  void wantOfMemoryIsNoFault() {
    Note note = Note.of("speed", "vgg16", new TFResourceExhaustedException("OOM when allocating"));
    assertEquals(new Note("speed", "vgg16", Verdict.SKIPPED, "out of memory"), note);
  }

  @Test
  void operationsSayWhereTheyRan() {
    OperationCheck check = check();
    check.check(LayerCase.of("tanh", Shape.of(2, 3), x -> x.tanh()));
    OperationRow tanh =
        check.rows().stream().filter(row -> row.operation().equals("Tanh")).findAny().orElseThrow();
    assertEquals("CPU:0", tanh.ranOn());
    assertEquals("2x3", tanh.largestInput());
    assertEquals(0, tanh.valueError());
    assertEquals(null, tanh.gradientError());
  }
}
