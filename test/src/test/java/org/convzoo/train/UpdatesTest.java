package org.convzoo.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.convzoo.ops.Variables;
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
    Map<String, String> all = new HashMap<>(Map.of("learning_rate.base", "1"));
    all.putAll(changes);
    Recipe recipe = Recipes.shipped("lenet-bn", "default", plain(all));
    try (Graph graph = new Graph()) {
      Variables variables = Variables.starting(graph, recipe.initialization());
      var source = TrainingStepTest.batch(variables.root().withSubScope("data"));
      TrainingGraph training = new TrainingGraph(variables, recipe, source, 10, 1, List.of());
      var config = Devices.config(Devices.Choice.CPU, 2, Precision.FLOAT32);
      try (Session session = new Session(graph, config)) {
        session.initialize();
        List<Map<String, float[]>> found = new ArrayList<>();
        found.add(values(session, variables));
        for (int step = 0; step < steps; step++) {
          session.runner().addTarget(training.train(step)).run().close();
          found.add(values(session, variables));
        }
        return found;
      }
    }
  }

  private static Map<String, String> plain(Map<String, String> changes) {
    Map<String, String> all = new HashMap<>(changes);
    all.put("optimizer.name", "sgd");
    return all;
  }

  private static Map<String, float[]> values(Session session, Variables variables) {
    Session.Runner runner = session.runner();
    var trainable = variables.trainable();
    trainable.forEach(variable -> runner.fetch(variable.value()));
    Map<String, float[]> values = new LinkedHashMap<>();
    try (Result result = runner.run()) {
      for (int i = 0; i < trainable.size(); i++) {
        float[] value = new float[(int) trainable.get(i).size()];
        ((TFloat32) result.get(i)).asRawTensor().data().asFloats().read(value);
        values.put(trainable.get(i).name(), value);
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

  /** Decay of 0.5 at rate 1 takes half of a variable, besides its gradient. */
  private static void assertDecayed(String decayed, String names) {
    Map<String, String> changes =
        Map.of("optimizer.weight_decay", "0.5", "variables.decayed", decayed);
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
    var average = weights(Map.of("average", "0.7"), 4); // a mean of up to three
    assertNear(w.get(1), average.get(1));
    assertNear(combined(w.get(1), w.get(2), (x, y) -> (x + y) / 2), average.get(2));
    var three = combined(average.get(2), w.get(3), (mean, x) -> (2 * mean + x) / 3);
    assertNear(three, average.get(3));
    assertNear(combined(three, w.get(4), (mean, x) -> 0.7 * mean + 0.3 * x), average.get(4));
  }
}
