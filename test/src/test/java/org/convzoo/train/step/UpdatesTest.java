package org.convzoo.train.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.convzoo.ops.Variable;
import org.convzoo.ops.Variable.Role;
import org.convzoo.ops.Variables;
import org.convzoo.train.hardware.Devices;
import org.convzoo.train.internal.replica.DevicePlan;
import org.convzoo.train.recipe.ParameterGroups;
import org.convzoo.train.recipe.Precision;
import org.convzoo.train.recipe.Recipe;
import org.convzoo.train.recipe.Recipes;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.types.TFloat32;

/**
 * What a recipe does to gradients and variables, on LeNet with batch norm over one batch that stays
 * the same. Plain descent at rate 1 moves a variable by its gradient, so that gradients can be read
 * off the weights.
 */
class UpdatesTest {

  private static final Map<String, float[]> START = weights(Map.of(), 0).get(0);
  private static final Map<String, float[]> GRADIENTS = moves(weights(Map.of(), 1));

  /** Returns the variables before each step and after the last. */
  private static List<Map<String, float[]>> weights(Map<String, String> changes, int steps) {
    return weights(changes, steps, null);
  }

  /** The same of the variables of a role, or of all that gradients move where it is null. */
  private static List<Map<String, float[]>> weights(
      Map<String, String> changes, int steps, Role role) {
    Map<String, String> all = new HashMap<>(changes);
    all.putIfAbsent("learning_rate", "{schedule: constant, base: 1}");
    Recipe recipe = Recipes.shipped("lenet-bn", "default", plain(all));
    try (Graph graph = new Graph()) {
      Variables variables = Variables.starting(graph, recipe.initialization());
      var source = TrainingStepTest.batch(variables.root().withSubScope("data"));
      TrainingGraph training =
          new TrainingGraph(variables, recipe, source, 10, 1, DevicePlan.UNPLACED);
      var config = Devices.config(Devices.Choice.CPU, 2, Precision.FLOAT32);
      try (Session session = new Session(graph, config)) {
        session.initialize();
        List<Map<String, float[]>> found = new ArrayList<>();
        found.add(values(session, of(variables, role)));
        for (int step = 0; step < steps; step++) {
          session.runner().addTarget(training.train(step)).run().close();
          found.add(values(session, of(variables, role)));
        }
        return found;
      }
    }
  }

  private static Map<String, String> plain(Map<String, String> changes) {
    Map<String, String> all = new HashMap<>(changes);
    all.putIfAbsent(all.containsKey("optimizer") ? "optimizer" : "optimizer.name", "sgd");
    return all;
  }

  private static List<Variable> of(Variables variables, Role role) {
    return role == null
        ? variables.trainable()
        : variables.all().stream().filter(variable -> variable.role() == role).toList();
  }

  private static Map<String, float[]> values(Session session, List<Variable> read) {
    Session.Runner runner = session.runner();
    read.forEach(variable -> runner.fetch(variable.value()));
    Map<String, float[]> values = new LinkedHashMap<>();
    try (Result result = runner.run()) {
      for (int i = 0; i < read.size(); i++) {
        float[] value = new float[(int) read.get(i).size()];
        ((TFloat32) result.get(i)).asRawTensor().data().asFloats().read(value);
        values.put(read.get(i).name(), value);
      }
    }
    return values;
  }

  /** Returns by how much each variable fell in the first step. */
  private static Map<String, float[]> moves(List<Map<String, float[]>> weights) {
    return combined(weights.get(0), weights.get(1), (before, after) -> before - after);
  }

  @FunctionalInterface
  private interface Combination {
    double of(double x, double y);
  }

  private static Map<String, float[]> combined(
      Map<String, float[]> first, Map<String, float[]> second, Combination combination) {
    Map<String, float[]> result = new LinkedHashMap<>();
    first.forEach(
        (name, x) -> {
          float[] y = second.get(name);
          float[] z = new float[x.length];
          for (int i = 0; i < z.length; i++) {
            z[i] = (float) combination.of(x[i], y[i]);
          }
          result.put(name, z);
        });
    return result;
  }

  private static void assertNear(Map<String, float[]> expected, Map<String, float[]> found) {
    assertEquals(expected.keySet(), found.keySet());
    expected.forEach((name, values) -> assertArrayEquals(values, found.get(name), 1e-5f, name));
  }

  private static double norm(Map<String, float[]> all) {
    double squares = 0;
    for (float[] values : all.values()) {
      for (float value : values) {
        squares += (double) value * value;
      }
    }
    return Math.sqrt(squares);
  }

  @Test
  void normOfAllGradientsTogetherIsClipped() {
    double norm = norm(GRADIENTS);
    double most = norm / 4;
    var clipped = moves(weights(Map.of("gradients.clip_norm", "" + most), 1));
    assertEquals(most, norm(clipped), 1e-5);
    assertNear(combined(GRADIENTS, GRADIENTS, (g, same) -> g / 4), clipped);
    var untouched = moves(weights(Map.of("gradients.clip_norm", "" + 2 * norm), 1));
    assertNear(GRADIENTS, untouched);
  }

  @Test
  void elementsOfGradientsAreClipped() {
    var clipped = moves(weights(Map.of("gradients.clip_value", "0.01"), 1));
    assertNear(
        combined(GRADIENTS, GRADIENTS, (g, same) -> Math.max(-0.01, Math.min(0.01, g))), clipped);
    assertTrue(norm(clipped) < norm(GRADIENTS) - 0.01, "some were larger");
  }

  @Test
  void biasesMoveByARateOfTheirOwn() {
    moves(weights(Map.of("variables.bias_rate", "2"), 1))
        .forEach(
            (name, move) -> {
              float[] expected = GRADIENTS.get(name).clone();
              for (int i = 0; i < expected.length; i++) {
                expected[i] *= name.endsWith("/bias") ? 2 : 1;
              }
              assertArrayEquals(expected, move, 1e-5f, name);
            });
  }

  /**
   * Where a rate of 1 or 2 falls to next to nothing, the step after is the momentum's alone: 0.9 of
   * the one before, as v <- 0.9 v - e g has it, biases' like all others.
   */
  @Test
  void momentumOfBiasesOutlivesAFallOfTheirRate() {
    var fallen =
        Map.of(
            "variables.bias_rate", "2",
            "optimizer.momentum", "0.9",
            "learning_rate", "{schedule: multistep, base: 1, factor: 1e-9, at: [1]}");
    var w = weights(fallen, 3);
    var first = combined(w.get(0), w.get(1), (before, after) -> before - after);
    for (int step = 1; step < 3; step++) {
      double share = Math.pow(0.9, step);
      assertNear(
          combined(first, first, (move, same) -> share * move),
          combined(w.get(step), w.get(step + 1), (before, after) -> before - after));
    }
    first.forEach(
        (name, move) ->
            assertArrayEquals(
                combined(GRADIENTS, GRADIENTS, (g, same) -> name.endsWith("/bias") ? 2 * g : g)
                    .get(name),
                move,
                1e-5f,
                name));
  }

  /** Decay of 0.5 at rate 1 takes half of a variable, besides its gradient. */
  private static void assertDecayed(String decayed, String names) {
    Map<String, String> changes =
        Map.of("optimizer.weight_decay", "0.5", "variables.weight_decay_on", decayed);
    var halves = combined(START, GRADIENTS, (w, g) -> 0.5 * w + g);
    moves(weights(changes, 1))
        .forEach(
            (name, move) ->
                assertArrayEquals(
                    (name.matches(names) ? halves : GRADIENTS).get(name), move, 1e-5f, name));
  }

  @Test
  void decayMovesWhatTheRecipeSays() {
    assertDecayed("kernels", ".*/kernel");
    assertDecayed("kernels_and_biases", ".*/(kernel|bias)");
    assertDecayed("all", ".*");
  }

  /** By their groups, since biases start at 0, of which decay takes nothing. */
  @Test
  void decayMovesKernelsAloneWhereTheRecipeSaysNothing() {
    ParameterGroups usual = Recipes.shipped("lenet-bn", "default", Map.of()).variables();
    assertTrue(usual.group(Role.KERNEL).decays());
    assertFalse(usual.group(Role.BIAS).decays());
    assertFalse(usual.group(Role.AFFINE).decays());
    var both = new ParameterGroups(ParameterGroups.WeightDecayOn.KERNELS_AND_BIASES, null, null);
    assertTrue(both.group(Role.BIAS).decays());
    assertFalse(both.group(Role.AFFINE).decays());
  }

  /**
   * The gradient of softmax cross-entropy is p - y, so that of the last bias is the mean of p - y
   * over the batch; smoothing by 0.5 takes y to y / 2 + 0.05, and the gradient up by y / 2 - 0.05.
   */
  @Test
  void smoothedLabelsLeaveHalfOfThemselvesToAllClasses() {
    float[] sharp = GRADIENTS.get("fc5/bias");
    float[] smooth = moves(weights(Map.of("label_smoothing", "0.5"), 1)).get("fc5/bias");
    double sum = 0;
    for (int label = 0; label < 10; label++) {
      double share = 2 * (smooth[label] - sharp[label] + 0.05); // of the batch: sixteenths
      assertEquals(Math.rint(16 * share), 16 * share, 1e-3);
      sum += share;
    }
    assertEquals(1, sum, 1e-4);
  }

  @Test
  void updateIsMadeOfTheMeanOfGatheredGradients() {
    // the batch is always the same, and so is its gradient until a variable moves
    var plain = weights(Map.of("optimizer.momentum", "0.9"), 2);
    var gathered = weights(Map.of("optimizer.momentum", "0.9", "gradients.accumulate", "4"), 11);
    for (int step = 0; step < 4; step++) {
      assertNear(START, gathered.get(step));
    }
    for (int step = 4; step < 8; step++) {
      assertNear(plain.get(1), gathered.get(step));
    }
    for (int step = 8; step <= 11; step++) {
      assertNear(plain.get(2), gathered.get(step));
    }
  }

  /** The network's own names hold the average: that is what is tested and exported. */
  @Test
  void averageIsTheMeanOfAllWeightsAtFirstAndThenMoves() {
    var w = weights(Map.of(), 4);
    var average = weights(Map.of("ema_decay", "0.7"), 4); // a mean of up to three
    assertNear(w.get(1), average.get(1));
    assertNear(combined(w.get(1), w.get(2), (x, y) -> (x + y) / 2), average.get(2));
    var three = combined(average.get(2), w.get(3), (mean, x) -> (2 * mean + x) / 3);
    assertNear(three, average.get(3));
    assertNear(combined(three, w.get(4), (mean, x) -> 0.7 * mean + 0.3 * x), average.get(4));
  }

  /** A mean of the updates, not of the steps: the second of two counts for a half. */
  @Test
  void averageCountsUpdatesWhileGradientsAccumulate() {
    var w = weights(Map.of("gradients.accumulate", "4"), 8);
    var average = weights(Map.of("gradients.accumulate", "4", "ema_decay", "0.9"), 8);
    assertNear(w.get(4), average.get(4));
    assertNear(combined(w.get(4), w.get(8), (x, y) -> (x + y) / 2), average.get(8));
  }

  /**
   * Adam's first update is of length 1, whatever the gradient, only where both moments are
   * corrected as those of the first: (1 - 0.9 ^ 1) and (1 - 0.999 ^ 1).
   */
  @Test
  void adamCountsUpdatesWhileGradientsAccumulate() {
    var adam =
        Map.of("optimizer", "{name: adam}", "learning_rate", "{schedule: constant, base: 0.001}");
    Map<String, String> gathered = new HashMap<>(adam);
    gathered.put("gradients.accumulate", "4");
    var plain = weights(adam, 2);
    var w = weights(gathered, 8);
    assertNear(plain.get(1), w.get(4));
    assertNear(plain.get(2), w.get(8));
  }

  /** By the formula: m1 at the first update, (m1 + m2) / 2 at the second. */
  @Test
  void averageHoldsBatchNormsStatisticsToo() {
    Role statistic = Role.STATISTIC;
    var w = weights(Map.of(), 2, statistic);
    var average = weights(Map.of("ema_decay", "0.7"), 2, statistic);
    assertFalse(w.get(1).isEmpty());
    assertNear(w.get(1), average.get(1));
    assertNear(combined(w.get(1), w.get(2), (x, y) -> (x + y) / 2), average.get(2));
  }
}
