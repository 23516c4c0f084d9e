package org.convzoo.report.internal.scaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.convzoo.graphs.Zoo;
import org.convzoo.ops.Refusal;
import org.convzoo.report.GraphReport;
import org.convzoo.report.internal.scaling.ScalingPlan.Layer;
import org.convzoo.report.internal.scaling.ScalingPlan.Step;
import org.convzoo.report.source.GraphSource;
import org.convzoo.report.source.Setup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Plans, worked out by hand. */
class ScalingPlanTest {

  private static final double EXACT = 1e-9;

  /** Each of 4 workers sends 2 x 3 quarters of 8 MB, 16 ms each, after 1 ms each. */
  @Test
  void sumGoesRoundTheRingTwice() {
    assertEquals(6 * (0.016 + 0.001), new Link(1e9, 0.001).ringAllReduce(8e6, 4), EXACT);
    assertEquals(0, new Link(1e9, 0.001).ringAllReduce(8e6, 1));
  }

  @ParameterizedTest
  @CsvSource({"25Gbit, 25e9", "1gbps, 1e9", "2.5Gbit/s, 2.5e9", "100Mbit, 1e8", "56kbit, 56e3"})
  void speedsAreReadInBits(String text, double bits) {
    assertEquals(bits, Link.bitsPerSecond(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"25", "25GB", "fast", "-1Gbit", ""})
  void whatIsNoSpeedIsRefused(String text) {
    assertEquals(
        "a link's speed is given like 1Gbit, 25Gbit or 100Mbit, got " + text,
        Refusal.of(() -> Link.bitsPerSecond(text)));
  }

  /** A convolution and a dense layer of equal work over a link of 12 MB/s; 10 images, 1 s. */
  private static ScalingPlan two() {
    return new ScalingPlan(
        List.of(new Layer(1_500_000, 0.5, false, 3072), new Layer(3_000_000, 0.5, true, 1000)),
        10,
        1,
        new Link(96e6, 0));
  }

  /**
   * Forward 1 s; backward through the dense layer 2 x 0.5 s, through the first layer 0.5 s. Of two
   * workers each sends 2 x 1 halves of a bucket: 12 MB in 1 s, from 2 s on, and 6 MB in 0.5 s, when
   * the link is free at 3 s.
   */
  @Test
  void bucketsAreSentWhileTheBackwardPassGoesOn() {
    ScalingPlan plan = two();
    Step step = plan.at(2);
    assertEquals(2.5, plan.alone(), EXACT);
    assertEquals(3.5, step.seconds(), EXACT);
    assertEquals(1.5, step.exchange(), EXACT);
    assertEquals(18e6, step.sent(), EXACT);
    assertEquals(2.5 / 3.5, plan.efficiency(step), EXACT);
    assertEquals(2 * 10 / 3.5, plan.imagesPerSecond(step), EXACT);
    assertEquals(2.5, plan.at(1).seconds(), EXACT);
  }

  /** 1000 features of 10 images are 40 kB, to the other worker and back; then the 6 MB alone. */
  @Test
  void splitDenseLayersExchangeFeaturesInThePlaceOfGradients() {
    ScalingPlan plan = two();
    assertTrue(plan.endsDense());
    assertEquals(3_000_000, plan.denseParameters());
    Step step = plan.withDenseLayersSplit(2);
    double features = 2 * 40e3 / 12e6;
    assertEquals(2.5 + features + 0.5, step.seconds(), EXACT);
    assertEquals(2 * 40e3 + 6e6, step.sent(), EXACT);
  }

  @Test
  void linkForAnEfficiencyReachesIt() {
    ScalingPlan plan = two();
    double bits = plan.linkFor(0.9, 2).orElseThrow();
    ScalingPlan faster = new ScalingPlan(plan.layers(), 10, 1, new Link(bits, 0));
    assertEquals(0.9, faster.efficiency(faster.at(2)), 1e-6);
  }

  /** Two messages of 10 s take longer than the whole step of 2.5 s. */
  @Test
  void noLinkMakesUpForItsLatency() {
    ScalingPlan slow = new ScalingPlan(two().layers(), 10, 1, new Link(96e6, 10));
    assertTrue(slow.linkFor(0.9, 2).isEmpty());
  }

  /** Simonyan and Zisserman 2015, configuration D: 138,357,544 parameters, 123,642,856 dense. */
  @Test
  void vgg16IsPlannedByItsReport() {
    ScalingPlan plan = ScalingPlan.of(report("vgg16"), 1000, new Link(1e9, 0));
    assertEquals(138_357_544, plan.parameters());
    assertEquals(123_642_856, plan.denseParameters());
    assertEquals(2.0 * 3 / 4 * 4 * 138_357_544, plan.at(4).sent(), 1); // a ring of 4
    assertFalse(ScalingPlan.of(report("nin"), 1000, new Link(1e9, 0)).endsDense());
  }

  @Test
  void measuredStepIsThatOfOneWorker() {
    ScalingPlan plan = ScalingPlan.ofStep(report("lenet"), 0.25, new Link(1e9, 0));
    assertEquals(0.25, plan.alone(), EXACT);
  }

  private static GraphReport report(String network) {
    try (GraphSource source =
        GraphSource.network(Zoo.get(network), Setup.of(Zoo.get(network)).withBatch(2))) {
      return GraphReport.of(source);
    }
  }
}
