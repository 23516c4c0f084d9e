package org.convzoo.train.internal.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.convzoo.ops.Variable;
import org.convzoo.train.SessionTrace;
import org.convzoo.train.recipe.Recipe;
import org.convzoo.train.recipe.Recipes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A trace of a step on parts of the CPU: where each replica ran, and what crossed. */
class ReplicaTraceTest {

  private static final int BATCH = 9;

  private static final List<String> CPUS = List.of("CPU:0", "CPU:1", "CPU:2");

  /** How many operations of a type, or of one that oneDNN begins with it, ran on each device. */
  private static Map<String, Integer> count(SessionTrace trace, String type) {
    Map<String, Integer> count = new TreeMap<>();
    trace
        .ran()
        .forEach(
            (name, device) -> {
              if (trace.types().getOrDefault(name, "").startsWith(type)) {
                count.merge(device, 1, Integer::sum);
              }
            });
    return count;
  }

  private static Map<String, Integer> each(int count) {
    Map<String, Integer> each = new TreeMap<>();
    CPUS.forEach(cpu -> each.put(cpu, count));
    return each;
  }

  /** The bytes of what crossed from one device to another, but for scalars. */
  private static List<Long> sent(SessionTrace trace, String from, String to) {
    return trace.sent().stream()
        .filter(sent -> sent.from().equals(from) && sent.to().equals(to))
        .map(SessionTrace.Sent::bytes)
        .filter(bytes -> bytes > Long.BYTES)
        .sorted()
        .toList();
  }

  private static void assertStand(SessionTrace trace) {
    for (int i = 0; i < CPUS.size(); i++) {
      String scope = "replica" + (i + 1) + "/";
      Set<String> devices = new TreeSet<>();
      trace
          .ran()
          .forEach(
              (name, device) -> devices.addAll(name.startsWith(scope) ? Set.of(device) : Set.of()));
      assertEquals(Set.of(CPUS.get(i)), devices, scope);
    }
  }

  /** The weights and a share of the batch go out, and the gradients come back along the devices. */
  @Test
  void onlyWeightsSharesAndGradientsCross() {
    Recipe recipe = Recipes.shipped("lenet", "default", Map.of());
    try (ReplicaRun run = new ReplicaRun(recipe, CPUS.size())) {
      SessionTrace trace = run.trace(BATCH);
      assertStand(trace);
      // of two convolutions, and of the second one's input
      assertEquals(each(2), count(trace, "Conv2DBackpropFilter"));
      assertEquals(each(1), count(trace, "Conv2DBackpropInput"));
      List<Long> weights = new ArrayList<>();
      for (Variable variable : run.variables().trainable()) {
        weights.add(variable.size() * Float.BYTES);
      }
      assertEquals(10, weights.size());
      List<Long> out = new ArrayList<>(weights);
      long share = BATCH / CPUS.size();
      out.add(share * 28 * 28 * Float.BYTES);
      out.add(share * Integer.BYTES);
      out.sort(null);
      weights.sort(null);
      assertEquals(out, sent(trace, "CPU:0", "CPU:1"));
      assertEquals(out, sent(trace, "CPU:0", "CPU:2"));
      assertEquals(weights, sent(trace, "CPU:2", "CPU:1"));
      assertEquals(weights, sent(trace, "CPU:1", "CPU:0"));
      assertEquals(List.of(), sent(trace, "CPU:1", "CPU:2"));
      assertEquals(List.of(), sent(trace, "CPU:2", "CPU:0"));
    }
  }

  /** Of batch norm, no map but moments of channels cross, and their gradients. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void noMapCrosses(boolean synchronised) {
    Recipe recipe =
        Recipes.shipped(
            "resnet20", "fashion", Map.of("batch_norm.synchronized", "" + synchronised));
    try (ReplicaRun run = new ReplicaRun(recipe, CPUS.size())) {
      SessionTrace trace = run.trace(BATCH);
      assertStand(trace);
      assertEquals(each(19), count(trace, "Conv2DBackpropFilter"));
      assertEquals(each(18), count(trace, "Conv2DBackpropInput"));
      assertEquals(each(synchronised ? 0 : 19), withZeros(count(trace, "FusedBatchNormGrad")));
      Predicate<SessionTrace.Sent> isMap = sent -> sent.bytes() > 64 * Float.BYTES;
      Set<Long> kernels = new TreeSet<>();
      run.variables().trainable().forEach(v -> kernels.add(v.size() * Float.BYTES));
      long images = BATCH / CPUS.size() * 28L * 28 * Float.BYTES;
      for (SessionTrace.Sent sent : trace.sent()) {
        boolean known = kernels.contains(sent.bytes()) || sent.bytes() == images;
        assertTrue(known || !isMap.test(sent), sent.toString());
      }
    }
  }

  private static Map<String, Integer> withZeros(Map<String, Integer> count) {
    Map<String, Integer> all = each(0);
    all.putAll(count);
    return all;
  }
}
