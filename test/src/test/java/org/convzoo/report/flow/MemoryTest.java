package org.convzoo.report.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.function.UnaryOperator;
import org.convzoo.ops.BatchNorm;
import org.convzoo.ops.Conv;
import org.convzoo.ops.Flow;
import org.convzoo.ops.Layers;
import org.convzoo.ops.Pool;
import org.convzoo.ops.Variables;
import org.convzoo.report.GraphReport;
import org.convzoo.report.GraphReport.By;
import org.convzoo.report.source.GraphSource;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** Memory of graphs that are small enough to count by hand, in bytes: 4 for a number. */
class MemoryTest {

  /** What is drawn on images of 4x4 pixels of one channel. */
  private static Memory memory(int batch, boolean training, UnaryOperator<Flow> network) {
    try (Graph graph = new Graph()) {
      Variables variables = Variables.restored(graph);
      Output<TFloat32> images =
          variables
              .root()
              .placeholder(TFloat32.class, Placeholder.shape(Shape.of(batch, 4, 4, 1)))
              .output();
      Layers layers =
          training
              ? Layers.training(variables, variables.root().placeholder(TInt64.class), 0)
              : Layers.inference(variables);
      Output<?> end = network.apply(layers.flow(images)).value().asOutput();
      GraphReport report =
          GraphReport.of(new GraphSource("small", graph, List.of(images), List.of(end)));
      Memory memory = report.memory();
      for (By by : By.values()) {
        long kept = report.rows(by).stream().mapToLong(Row::keptBytes).sum();
        assertEquals(memory.kept(), kept, "the rows by " + by);
      }
      return memory;
    }
  }

  private static Flow chain(Flow images) {
    return images
        .conv("conv", Conv.of(3, 2))
        .relu() // 4x4x2, 128 bytes
        .maxPool(Pool.of(2, 2)) // 2x2x2, 32 bytes
        .flatten()
        .dense("dense", 3); // 12 bytes
  }

  /** Bias and ReLU work in the place of what they read. */
  @Test
  void chainHasItsLargestNeighboursAtOnce() {
    Memory memory = memory(1, false, MemoryTest::chain);
    assertEquals(4 * (3 * 3 * 2 + 2 + 8 * 3 + 3), memory.weights());
    assertEquals(64, memory.fed());
    assertEquals(128 + 32, memory.peak());
    assertEquals("conv/MaxPool", memory.peakAt());
    assertEquals(188 + 64 + 160, memory.inference());
  }

  /** The ReLU's input, the pooling's input and output; the latter is the dense layer's input. */
  @Test
  void gradientsReadWhatTheyMustAndATensorThatTwoReadCountsOnce() {
    Memory memory = memory(1, false, MemoryTest::chain);
    assertEquals(188, memory.gradients());
    assertEquals(128 + 128 + 32, memory.kept());
    assertEquals(188 + 64 + 188 + 288, memory.training(0));
    assertEquals(188 + 64 + 2 * 188 + 288, memory.training(1));
    assertEquals(188 + 64 + 3 * 188 + 288, memory.training(2));
  }

  @Test
  void activationsGrowWithTheBatchAndWeightsDoNot() {
    Memory memory = memory(5, false, MemoryTest::chain);
    assertEquals(188, memory.weights());
    assertEquals(188, memory.gradients());
    assertEquals(5 * 64, memory.fed());
    assertEquals(5 * 160, memory.peak());
    assertEquals(5 * 288, memory.kept());
  }

  /**
   * While the second convolution works: its input, which the shortcut reads too, and its output.
   */
  @Test
  void shortcutKeepsItsTensorUntilItIsAdded() {
    Memory memory =
        memory(
            1,
            false,
            images -> {
              Flow x = images.conv("one", Conv.of(3, 4)).relu(); // 256 bytes
              Flow y = x.conv("two", Conv.of(3, 4)).relu().conv("three", Conv.of(3, 4));
              return y.plus(x).globalAvgPool();
            });
    assertEquals(3 * 256, memory.peak()); // the shortcut, and input and output of conv three
    assertEquals("three/Conv2d", memory.peakAt());
    // input and output of both ReLUs; no gradient reads what is added or averaged
    assertEquals(4 * 256, memory.kept());
  }

  /** Branches of 2 and 3 channels, 128 and 192 bytes, beside their sum of 320. */
  @Test
  void branchesWaitForOneAnother() {
    Memory memory =
        memory(
            1,
            false,
            images -> {
              Flow one = images.conv("one", Conv.of(1, 2));
              Flow other = images.conv("other", Conv.of(1, 3));
              return one.concat(other).conv("last", Conv.of(1, 1));
            });
    assertEquals(128 + 192 + 320, memory.peak());
    assertEquals(320, memory.kept()); // the sum, which the last convolution reads
  }

  /** 4x4x8 numbers: its input and the ReLU's; and 8 means and variances. */
  @Test
  void batchNormKeepsItsInputAndWhatItSavesOfTheBatch() {
    UnaryOperator<Flow> network =
        images -> images.conv("conv", Conv.of(3, 8).noBias()).batchNorm(BatchNorm.USUAL).relu();
    Memory training = memory(1, true, network);
    assertEquals(4 * (3 * 3 * 8 + 2 * 8), training.gradients());
    assertEquals(512 + 2 * 32 + 512, training.kept());
    Memory inference = memory(1, false, network);
    assertEquals(4 * (3 * 3 * 8 + 4 * 8), inference.weights());
    assertEquals(4 * (3 * 3 * 8 + 2 * 8), inference.gradients()); // of no running mean or variance
    assertEquals(512, inference.peak()); // it works in the place of its input
  }

  /** The first answer's 512 bytes stay while the second is made of 128 and 192. */
  @Test
  void whatIsAskedForStaysUntilTheEnd() {
    try (Graph graph = new Graph()) {
      Variables variables = Variables.restored(graph);
      Output<TFloat32> images =
          variables
              .root()
              .placeholder(TFloat32.class, Placeholder.shape(Shape.of(1, 4, 4, 1)))
              .output();
      Flow flow = Layers.inference(variables).flow(images);
      Output<?> first = flow.conv("one", Conv.of(1, 8)).value().asOutput();
      Output<?> second =
          flow.conv("two", Conv.of(1, 2)).conv("three", Conv.of(1, 3)).value().asOutput();
      Memory memory =
          GraphReport.of(new GraphSource("two", graph, List.of(images), List.of(first, second)))
              .memory();
      assertEquals(512 + 128 + 192, memory.peak());
      assertEquals("three/Conv2d", memory.peakAt());
    }
  }
}
