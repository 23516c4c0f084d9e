package org.convzoo.graphs.classic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.convzoo.graphs.Images;
import org.convzoo.ops.Drawn;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What layers leave whose kernels differ. */
class LeNetKernelsTest {

  @AutoClose private final Drawn drawn = new Drawn();

  /** Padding keeps 28 pixels, pooling leaves 14, padding keeps them, pooling leaves 7. */
  @ParameterizedTest(name = "{0}: kernels of {1}")
  @CsvSource({"K3, 3", "K5, 5", "K7, 7", "K11, 11"})
  void mapsAreTheSameWhateverTheKernel(LeNetKernels network, int kernel) {
    network.build(drawn.inference(), Images.of(drawn, 28, 28, 1), 10);
    for (String conv : new String[] {"conv1", "conv2"}) {
      var shape = drawn.graph().operationOrThrow(conv + "/kernel").output(0).shape();
      assertEquals(kernel, shape.get(0));
      assertEquals(kernel, shape.get(1));
    }
    assertEquals("28x28x6", drawn.shape("conv1/Relu"));
    assertEquals("14x14x6", drawn.shape("conv1/MaxPool"));
    assertEquals("14x14x16", drawn.shape("conv2/Relu"));
    assertEquals("7x7x16", drawn.shape("conv2/MaxPool"));
    assertEquals("784", drawn.shape("conv2/Reshape"));
    assertEquals("120", drawn.shape("fc3/Relu"));
    assertEquals("84", drawn.shape("fc4/Relu"));
    assertEquals("10", drawn.shape("fc5/BiasAdd"));
  }
}
