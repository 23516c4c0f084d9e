package org.convzoo.graphs.classic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.convzoo.graphs.Images;
import org.convzoo.graphs.Residuals;
import org.convzoo.ops.Drawn;
import org.convzoo.ops.Flow;
import org.convzoo.ops.Variable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Result;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TInt32;

/** LeNet-5 against section II.B of its paper. */
class LeNet5Test {

  @AutoClose private final Drawn drawn = new Drawn();

  @BeforeEach
  void draw() {
    LeNet5.LENET5.build(drawn.inference(), Images.of(drawn, 32, 32, 1), 10);
  }

  @Test
  void layersHaveThePapersShapes() {
    assertEquals("28x28x6", drawn.shape("c1/Tanh"));
    assertEquals("14x14x6", drawn.shape("s2/Tanh"));
    assertEquals("10x10x16", drawn.shape("c3/Tanh"));
    assertEquals("5x5x16", drawn.shape("s4/Tanh"));
    assertEquals("1x1x120", drawn.shape("c5/Tanh"));
    assertEquals("84", drawn.shape("f6/Tanh"));
    assertEquals("10", drawn.shape("output/BiasAdd"));
    assertEquals(6, drawn.operations("Tanh").size());
  }

  /** The paper's own numbers; the output's are 84 * 10 + 10. */
  @ParameterizedTest(name = "{0} has {1} trainable parameters")
  @CsvSource({"c1, 156", "s2, 12", "c3, 1516", "s4, 32", "c5, 48120", "f6, 10164", "output, 850"})
  void layerHasThePapersParameters(String layer, long expected) {
    assertEquals(
        expected,
        drawn.variables().trainable().stream()
            .filter(variable -> variable.name().startsWith(layer + "/"))
            .mapToLong(Variable::size)
            .sum());
  }

  /** Table I, its rows being the maps of S2 and its columns those of C3. */
  @Test
  void mapsOfC3ReadWhatTableIConnects() {
    List<String> table =
        List.of(
            "X...XXX..XXXX.XX",
            "XX...XXX..XXXX.X",
            "XXX...XXX..X.XXX",
            ".XXX..XXXX..X.XX",
            "..XXX..XXXX.XX.X",
            "...XXX..XXXX.XXX");
    for (int map = 0; map < 16; map++) {
      List<Integer> connected = new ArrayList<>();
      for (int row = 0; row < 6; row++) {
        if (table.get(row).charAt(map) == 'X') {
          connected.add(row);
        }
      }
      String selected = Residuals.inputs(drawn, "c3/map" + map + "/Conv2d").get(0);
      String numbers = Residuals.inputs(drawn, selected).get(1);
      assertEquals(connected, numbers(numbers), "map " + map);
    }
  }

  private List<Integer> numbers(String constant) {
    List<Integer> numbers = new ArrayList<>();
    try (Result result = drawn.session().runner().fetch(constant).run()) {
      ((TInt32) result.get(0)).scalars().forEach(number -> numbers.add(number.getInt()));
    }
    return numbers;
  }

  /** Appendix A: f(a) = A tanh(S a) with A = 1.7159 and S = 2/3, so that f(1) = 1, f(-1) = -1. */
  @Test
  void squashingKeepsOne() {
    var a = drawn.constant(Shape.of(1, 4), -1, 0, 1, 100);
    Flow squashed = LeNet5.squashed(drawn.inference().under("squashed").flow(a));
    assertArrayEquals(new float[] {-1, 0, 1, 1.7159f}, drawn.values(squashed.value()), 1e-4f);
  }
}
