package org.convzoo.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collection;
import java.util.List;
import java.util.function.ToLongFunction;
import org.convzoo.graphs.Expected;
import org.convzoo.graphs.Zoo;
import org.convzoo.graphs.network.Network;
import org.convzoo.report.GraphReport.By;
import org.convzoo.report.flow.Row;
import org.convzoo.report.internal.op.Work;
import org.convzoo.report.source.GraphSource;
import org.convzoo.report.source.Setup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.Shape;

/** Reports of the zoo's networks, at their papers' sizes. */
class GraphReportTest {

  static Collection<Network> networks() {
    return Zoo.all();
  }

  static GraphReport report(String name) {
    Network network = Zoo.get(name);
    try (GraphSource subject = GraphSource.network(network, Setup.of(network))) {
      return GraphReport.of(subject);
    }
  }

  private static long sum(List<Row> rows, ToLongFunction<Row> value) {
    return rows.stream().mapToLong(value).sum();
  }

  private static Row layer(GraphReport report, String name) {
    return report.rows(By.LAYER).stream()
        .filter(row -> row.name().equals(name))
        .findAny()
        .orElseThrow();
  }

  private static Row kind(GraphReport report, String kind) {
    return report.kinds().stream().filter(row -> row.name().equals(kind)).findAny().orElseThrow();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("networks")
  void networkHasItsPapersParametersAndMultiplyAdds(Network network) {
    Expected expected = Expected.of(network);
    GraphReport report = report(network.spec().name());
    for (By by : By.values()) {
      List<Row> rows = report.rows(by);
      assertEquals(expected.inference(), sum(rows, Row::trainable), expected.source());
      assertEquals(expected.statistics(), sum(rows, Row::other), expected.source());
      assertEquals(expected.macs(), sum(rows, Row::macs), expected.source());
      assertEquals(4 * (expected.inference() + expected.statistics()), sum(rows, Row::weightBytes));
    }
    assertEquals(List.of(), report.total().uncounted());
    assertEquals(2 * expected.macs(), report.total().flops().get(Work.PRODUCTS));
  }

  /**
   * Each number of a layer takes 2 FLOPs for each weight it reads, 1 for the bias, and 1 for the
   * sigmoid, if there is one; of a pooling of 2x2, 4. What works in place writes nothing.
   */
  @Test
  void leNetsTotalsAreThoseAddedUpByHand() {
    int conv1 = 28 * 28 * 6;
    int pool1 = 14 * 14 * 6;
    int conv2 = 10 * 10 * 16;
    int pool2 = 5 * 5 * 16;
    int convolutions = conv1 * (2 * 5 * 5 + 2) + conv2 * (2 * 5 * 5 * 6 + 2);
    int dense = 120 * (2 * 400 + 2) + 84 * (2 * 120 + 2) + 10 * (2 * 84 + 1);
    GraphReport report = report("lenet");
    for (By by : By.values()) {
      List<Row> rows = report.rows(by);
      assertEquals(convolutions + 4 * (pool1 + pool2) + dense, sum(rows, Row::allFlops));
      assertEquals(
          4 * (conv1 + pool1 + conv2 + pool2 + 120 + 84 + 10), sum(rows, Row::activationBytes));
    }
  }

  @Test
  void alexNetsFirstLayerIsAsTheSlidesHaveItInTwoTowers() {
    GraphReport report = report("alexnet");
    List<Row> towers = List.of(layer(report, "tower1/conv1"), layer(report, "tower2/conv1"));
    for (Row tower : towers) {
      assertEquals("conv", tower.kind());
      assertEquals("11x11/4 valid", tower.window());
      assertEquals(Shape.of(1, 227, 227, 3), tower.input());
      assertEquals(Shape.of(1, 55, 55, 48), tower.output());
    }
    assertEquals(55 * 55 * 96, sum(towers, Row::activations));
    assertEquals(290_400, sum(towers, Row::activations));
    assertEquals(34_944, sum(towers, Row::parameters)); // 11*11*3*96 + 96
    assertEquals(105_415_200, sum(towers, Row::macs)); // 55*55*96 * 11*11*3
    assertEquals(4 * 290_400, sum(towers, Row::activationBytes)); // bias and ReLU work in place
  }

  /** 37,752,832 + 16,781,312 + 4,097,000 of 60,965,224. */
  @Test
  void alexNetsDenseLayersHoldOver93PercentOfItsParameters() {
    GraphReport report = report("alexnet");
    long dense = kind(report, "dense").parameters();
    assertEquals(58_631_144, dense);
    assertTrue(dense > 0.93 * report.total().parameters());
  }

  /** 25088*4096 + 4096, 4096*4096 + 4096, 4096*1000 + 1000. */
  @Test
  void vgg19Has143MillionParametersOfWhich123MillionAreDense() {
    GraphReport report = report("vgg19");
    assertEquals(143_667_240, report.total().parameters());
    assertEquals(102_764_544 + 16_781_312 + 4_097_000, kind(report, "dense").parameters());
    assertEquals(19_632_062_464L, report.total().macs());
  }
}
