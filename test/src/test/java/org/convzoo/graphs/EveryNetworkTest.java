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
 * What holds for the networks of the zoo, {@link Tried} at a small size: for those of up to 20
 * million parameters and one of each family of larger ones, with {@code -Dlarge=true} for nearly
 * all, or for the one that the property {@code network} names.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("networks")
class EveryNetworkTest {

  @Parameter Network network;

  private static Tried tried;

  private static final long SMALL = 20_000_000; // parameters
  private static final Set<String> OF_LARGE_FAMILIES =
      Set.of("alexnet", "vgg11", "resnet50", "unet");

  /**
   * Half a minute and more each, for they have many layers; one of each kind is tried at length.
   */
  private static final Set<String> DEEP =
      Set.of("resnet1202", "preresnet1001", "densenet-bc250-k24");

  private static final Set<String> LIKE_DEEP =
      Set.of("resnet1202-b", "resnet1001", "preresnet1202");

  static List<Network> networks() {
    String only = System.getProperty("network");
    if (only != null) {
      return List.of(Zoo.get(only));
    }
    return Boolean.getBoolean("large")
        ? nearlyAll()
        : nearlyAll().stream().filter(EveryNetworkTest::isQuick).toList();
  }

  static List<Network> nearlyAll() {
    return Zoo.all().stream().filter(n -> !LIKE_DEEP.contains(n.spec().name())).toList();
  }

  private static boolean isQuick(Network network) {
    String name = network.spec().name();
    boolean small = Expected.of(network).inference() <= SMALL && !DEEP.contains(name);
    return small || OF_LARGE_FAMILIES.contains(name);
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
