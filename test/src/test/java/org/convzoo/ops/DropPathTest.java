package org.convzoo.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/** Three columns that say 1, 2 and 4, so that a mean tells which of them it is of. */
class DropPathTest {

  private static final int STEPS = 600;
  private static final float ALL = 2.33f; // 7/3, rounded

  @AutoClose private final Drawn drawn = new Drawn();
  @AutoClose private final Drawn another = new Drawn();

  private static List<Flow> columns(Drawn drawn, Layers net, float... says) {
    List<Flow> columns = new ArrayList<>();
    for (float number : says) {
      columns.add(net.flow(drawn.constant(Shape.of(1), number)));
    }
    return columns;
  }

  private static Operand<TFloat32> join(Drawn drawn, DropPath dropPath, Layers net, String name) {
    return dropPath.join(name, columns(drawn, net, 1, 2, 4)).value();
  }

  /** How often a join says what, in the steps from 0. */
  private Map<Float, Integer> counts(Operand<TFloat32> join) {
    Map<Float, Integer> counts = new TreeMap<>();
    for (int step = 0; step < STEPS; step++) {
      float said = Math.round(100 * drawn.values(step, join)[0]) / 100f;
      counts.merge(said, 1, Integer::sum);
    }
    return counts;
  }

  private static void assertNear(double expected, Integer found, double deviation) {
    assertEquals(expected, found, 6 * deviation);
  }

  @Test
  void inferenceTakesTheMeanOfAll() {
    Layers net = drawn.inference();
    DropPath dropPath = DropPath.of(net, 3, 0.15f);
    assertEquals(7 / 3.0, drawn.values(join(drawn, dropPath, net, "join"))[0], 1e-6);
    assertEquals(0, drawn.operations("StatelessRandomUniform").size());
  }

  /** With no local drop: 7/3 in half of the steps, and each column alone in a sixth. */
  @Test
  void globalStepsKeepOneColumn() {
    Layers net = drawn.training(7);
    Map<Float, Integer> counts = counts(join(drawn, DropPath.of(net, 3, 0), net, "join"));
    assertEquals(List.of(1f, 2f, ALL, 4f), List.copyOf(counts.keySet()));
    assertNear(STEPS / 2.0, counts.get(ALL), 12.3); // sqrt(600 / 4)
    for (float alone : new float[] {1, 2, 4}) {
      assertNear(STEPS / 6.0, counts.get(alone), 9.2); // sqrt(600 * 1/6 * 5/6)
    }
  }

  /** A join of the last two columns says 2 or 4 where they are the only one, else their mean. */
  @Test
  void globalStepsKeepTheSameColumnInAllJoins() {
    Layers net = drawn.training(7);
    DropPath dropPath = DropPath.of(net, 3, 0);
    Operand<TFloat32> three = join(drawn, dropPath, net, "three");
    Operand<TFloat32> two = dropPath.join("two", columns(drawn, net, 2, 4)).value();
    for (int step = 0; step < 50; step++) {
      float only = drawn.values(step, three)[0];
      float expected = only == 2 || only == 4 ? only : 3;
      assertEquals(expected, drawn.values(step, two)[0], "where all three say " + only);
    }
  }

  /** With a rate of almost 1 one column is left, each as often: a third of all steps. */
  @Test
  void localStepsNeverDropAll() {
    Layers net = drawn.training(7);
    Map<Float, Integer> counts = counts(join(drawn, DropPath.of(net, 3, 0.999999f), net, "join"));
    assertEquals(List.of(1f, 2f, 4f), List.copyOf(counts.keySet()));
    for (int count : counts.values()) {
      assertNear(STEPS / 3.0, count, 11.6); // sqrt(600 * 1/3 * 2/3)
    }
  }

  /** Rate 0.5: all three survive in 1/8 of the local steps, a given two in 1/8, one in 1/6. */
  @Test
  void localStepsTakeTheMeanOfWhatIsLeft() {
    Layers net = drawn.training(7);
    Map<Float, Integer> counts = counts(join(drawn, DropPath.of(net, 3, 0.5f), net, "join"));
    assertEquals(List.of(1f, 1.5f, 2f, ALL, 2.5f, 3f, 4f), List.copyOf(counts.keySet()));
    for (float mean : new float[] {1.5f, ALL, 2.5f, 3}) {
      assertNear(STEPS / 16.0, counts.get(mean), 5.9); // sqrt(600 * 1/16 * 15/16)
    }
  }

  @Test
  void localStepsDropInEachJoinAnew() {
    Layers net = drawn.training(7);
    DropPath dropPath = DropPath.of(net, 3, 0.5f);
    float[] one = first(drawn, join(drawn, dropPath, net, "one"));
    float[] other = first(drawn, join(drawn, dropPath, net, "other"));
    assertFalse(Arrays.equals(one, other));
  }

  @Test
  void sameSeedAndStepDropTheSameInAnotherGraph() {
    float[] here = joined(drawn, 7);
    assertArrayEquals(here, joined(another, 7));
    assertTrue(here[0] > 0);
  }

  @Test
  void anotherSeedDropsOthers() {
    assertFalse(Arrays.equals(joined(drawn, 7), joined(another, 8)));
  }

  private static float[] joined(Drawn drawn, long seed) {
    Layers net = drawn.training(seed);
    return first(drawn, join(drawn, DropPath.of(net, 3, 0.15f), net, "join"));
  }

  private static float[] first(Drawn drawn, Operand<TFloat32> join) {
    float[] said = new float[40];
    for (int step = 0; step < said.length; step++) {
      said[step] = drawn.values(step, join)[0];
    }
    return said;
  }

  @Test
  void rateMustLeaveSomething() {
    assertEquals(
        "drop-path rate must be at least 0 and below 1, got 1.0",
        Refusal.of(() -> DropPath.of(drawn.training(1), 3, 1)));
  }
}
