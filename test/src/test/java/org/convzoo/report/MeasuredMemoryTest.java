package org.convzoo.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.convzoo.graphs.Zoo;
import org.convzoo.graphs.network.Network;
import org.convzoo.ops.Phase;
import org.convzoo.report.GraphReport.By;
import org.convzoo.report.flow.Memory;
import org.convzoo.report.source.GraphSource;
import org.convzoo.report.source.Setup;
import org.convzoo.train.hardware.Devices;
import org.convzoo.train.hardware.Hardware;
import org.convzoo.train.internal.bench.Benchmark;
import org.convzoo.train.recipe.Precision;
import org.junit.jupiter.api.Test;

/** What is computed of LeNet's memory, beside what TensorFlow's allocator hands out. */
class MeasuredMemoryTest {

  private static final int BATCH = 64;
  private static final Network LENET = Zoo.get("lenet");

  private static GraphReport computed(Phase phase) {
    try (GraphSource subject =
        GraphSource.network(LENET, Setup.of(LENET).withBatch(BATCH).withPhase(phase))) {
      return GraphReport.of(subject);
    }
  }

  private static long measured(Phase phase) throws IOException {
    var job =
        new Benchmark.Job(
            LENET, phase, LENET.spec().input(), 10, BATCH, null, Precision.FLOAT32, 1, 1);
    return Benchmark.measure(job, new Hardware(Devices.Choice.CPU, 0), trace -> {}).allocatedPeak();
  }

  /** LeNet is a chain, so that no other order is possible; a hundredth is left to its kernels. */
  @Test
  void forwardPassHasTheActivationsAtOnceThatWereComputed() throws IOException {
    long computed = computed(Phase.INFERENCE).memory().peak();
    assertEquals(BATCH * 4 * (28 * 28 * 6 + 14 * 14 * 6), computed); // conv1 and its pooling
    assertEquals(computed, measured(Phase.INFERENCE), computed / 100.0);
  }

  /**
   * At the end of the forward pass all that is kept is there. Afterwards it becomes less, while the
   * gradients of weights become more; besides, an activation's gradient is read while another's is
   * written, each at most as large as the largest activation.
   */
  @Test
  void trainingStepHasWhatIsKeptAndLittleMoreThanTheGradientsBesides() throws IOException {
    GraphReport report = computed(Phase.TRAINING);
    Memory memory = report.memory();
    long largest =
        report.rows(By.OP).stream().mapToLong(row -> 4 * row.activations()).max().orElseThrow();
    long most = memory.kept() + memory.gradients() + 2 * largest;
    long measured = measured(Phase.TRAINING);
    assertTrue(measured >= memory.kept(), measured + " >= " + memory.kept());
    assertTrue(measured <= most, measured + " <= " + most);
  }
}
