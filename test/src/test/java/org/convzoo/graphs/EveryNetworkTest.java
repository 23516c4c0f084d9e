package org.convzoo.graphs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.convzoo.graphs.network.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What holds for the networks of the zoo, {@link Tried} at a small size: for most of up to 10
 * million parameters and one of each family that has none, with {@code -Dlarge=true} for nearly
 * all, or for the one that the property {@code network} names.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("networks")
class EveryNetworkTest {

  static final long SMALL = 10_000_000; // parameters

  private static final Set<String> OF_LARGE_FAMILIES =
      Set.of("alexnet", "zfnet", "vgg11", "resnet50", "fractalnet20", "unet");

  /** Deep ones whose units and layers stand in others that are tried. */
  private static final Set<String> OF_TRIED_LAYERS =
      Set.of("densenet100-k12", "googlenet-bvlc", "googlenet-d2l", "googlenet-slim", "wrn-40-4");

  /** Of a thousand layers one network for each kind of unit is enough: half a minute each. */
  private static final Set<String> LIKE_OTHERS =
      Set.of("resnet1202-b", "resnet1001", "preresnet1202");

  @Parameter Network network;

  private static Tried tried;

  static List<Network> networks() {
    String only = System.getProperty("network");
    if (only != null) {
      return List.of(Zoo.get(only));
    }
    boolean large = Boolean.getBoolean("large");
    return Zoo.all().stream()
        .filter(large ? n -> !LIKE_OTHERS.contains(n.spec().name()) : EveryNetworkTest::isQuick)
        .toList();
  }

  private static boolean isQuick(Network network) {
    String name = network.spec().name();
    return Expected.of(network).inference() <= SMALL && !OF_TRIED_LAYERS.contains(name)
        || OF_LARGE_FAMILIES.contains(name);
  }

  @BeforeParameterizedClassInvocation
  static void tryIt(Network network, @TempDir Path folder) {
    tried = Tried.of(network, folder);
  }

  @Test
  void aGradientReachesEveryVariable() {
    assertFalse(tried.gradients().isEmpty());
    tried
        .gradients()
        .forEach((name, sum) -> assertTrue(sum > 0 && Float.isFinite(sum), name + " " + sum));
  }

  @Test
  void tenStepsLowerTheLoss() {
    assertTrue(Float.isFinite(tried.lossAfter()));
    assertTrue(
        tried.lossAfter() < tried.lossBefore(),
        () -> tried.lossBefore() + " became " + tried.lossAfter());
  }

  @Test
  void batchNormsStatisticsMoveInTrainingAndOnlyThere() {
    Map<String, float[]> start = tried.statistics().get(0);
    Map<String, float[]> trained = tried.statistics().get(1);
    start.forEach((name, values) -> assertFalse(Arrays.equals(values, trained.get(name)), name));
    trained.forEach(
        (name, values) -> assertArrayEquals(values, tried.statistics().get(2).get(name), name));
    assertEquals(Expected.of(network).statistics() > 0, !start.isEmpty());
  }

  @Test
  void inferenceIsDeterministicAndFinite() {
    assertFalse(tried.answers().get(0).isEmpty());
    tried
        .answers()
        .get(0)
        .forEach(
            (name, values) -> {
              assertArrayEquals(values, tried.answers().get(1).get(name), name);
              for (float value : values) {
                assertTrue(Float.isFinite(value), name);
              }
            });
  }

  @Test
  void exportedModelAnswersTheSame() {
    assertEquals(tried.answers().get(0).keySet(), tried.exported().keySet());
    tried
        .answers()
        .get(0)
        .forEach(
            (name, values) -> {
              float largest = 0;
              for (float value : values) {
                largest = Math.max(largest, Math.abs(value));
              }
              assertArrayEquals(values, tried.exported().get(name), 1e-6f * largest, name);
            });
  }
}
