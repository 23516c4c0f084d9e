package org.convzoo.report.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.convzoo.report.internal.op.Work;
import org.convzoo.train.hardware.PeakThroughput;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;

/** 3e9 FLOPs beside 2e9 bytes: 0.5e9 of weights, 0.7e9 that are read and 0.8e9 that are written. */
class RowTest {

  private static final Row ROW =
      new Row(
          "fc",
          "dense",
          "",
          Shape.unknown(),
          Shape.of(2, 5),
          null,
          100_000_000,
          25_000_000,
          500_000_000,
          1_000_000_000,
          Map.of(Work.PRODUCTS, 2_000_000_000L, Work.BIASES, 1_000_000_000L),
          700_000_000,
          800_000_000,
          0,
          List.of());

  @Test
  void rowAddsUpItsFlopsAndItsBytes() {
    assertEquals(3_000_000_000L, ROW.allFlops());
    assertEquals(2_000_000_000L, ROW.bytes());
    assertEquals(1.5, ROW.intensity());
    assertEquals(125_000_000, ROW.parameters());
    assertEquals(10, ROW.activations());
    Row none = Row.named("none", "", "", Shape.unknown(), Shape.of(2, -1), null);
    assertEquals(0, none.intensity());
    assertEquals(0, none.activations());
  }

  @Test
  void longerOfArithmeticAndTrafficBoundsARow() {
    LeastTime compute = LeastTime.of(ROW, new PeakThroughput(2, 4));
    assertEquals(new LeastTime(1.5, 0.5), compute);
    assertEquals(1.5, compute.seconds());
    assertTrue(compute.isBoundByCompute());
    LeastTime memory = LeastTime.of(ROW, new PeakThroughput(12, 4));
    assertEquals(new LeastTime(0.25, 0.5), memory);
    assertEquals(0.5, memory.seconds());
    assertFalse(memory.isBoundByCompute());
    assertTrue(new LeastTime(1, 1).isBoundByCompute());
  }

  @Test
  void sumIsThatOfEveryColumn() {
    Row sum = Row.sum("all", List.of(ROW, ROW, ROW));
    assertEquals(300_000_000, sum.trainable());
    assertEquals(75_000_000, sum.other());
    assertEquals(1_500_000_000, sum.weightBytes());
    assertEquals(3_000_000_000L, sum.macs());
    assertEquals(6_000_000_000L, sum.flops().get(Work.PRODUCTS));
    assertEquals(3_000_000_000L, sum.flops().get(Work.BIASES));
    assertEquals(2_100_000_000L, sum.bytesRead());
    assertEquals(2_400_000_000L, sum.activationBytes());
  }
}
