package org.convzoo.graphs.classic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.convzoo.graphs.Images;
import org.convzoo.graphs.Residuals;
import org.convzoo.ops.Drawn;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Fully connected highway networks against section 3.1 of their paper. */
class DenseHighwayTest {

  @AutoClose private final Drawn drawn = new Drawn();

  /** "Fully connected plain layer followed by 9, 19, 49, or 99" highway layers of 50 blocks. */
  @ParameterizedTest(name = "{0}: {1} highway layers")
  @CsvSource({"LAYERS_50, 49", "LAYERS_100, 99"})
  void plainLayerIsFollowedByHighwayLayers(DenseHighway network, int layers) {
    network.build(drawn.training(1), Images.of(drawn, 28, 28, 1), 10);
    assertEquals("784", drawn.shape("input/Reshape"));
    assertEquals("50", drawn.shape("fc1/Tanh"));
    assertEquals(layers, Residuals.kernels(drawn, ".*/gate/.*").size());
    assertEquals(layers, Residuals.kernels(drawn, ".*/transform/.*").size());
    String last = "fc" + (layers + 1);
    assertEquals("50", drawn.shape(last + "/gate/Sigmoid"));
    assertEquals("50", drawn.shape(last + "/transform/Add"));
    assertEquals("10", drawn.shape("classifier/BiasAdd"));
  }

  /** Equation 3: y = h t + x (1 - t), drawn as (h - x) t + x. */
  @ParameterizedTest
  @CsvSource("LAYERS_50")
  void gateMixesTheTransformedInputWithTheInput(DenseHighway network) {
    network.build(drawn.training(1), Images.of(drawn, 28, 28, 1), 10);
    String path = "fc2/transform/";
    assertEquals(List.of(path + "Mul", "fc1/Tanh"), Residuals.inputs(drawn, path + "Add"));
    assertEquals(List.of(path + "Sub", "fc2/gate/Sigmoid"), Residuals.inputs(drawn, path + "Mul"));
    assertEquals(List.of(path + "Tanh", "fc1/Tanh"), Residuals.inputs(drawn, path + "Sub"));
  }
}
