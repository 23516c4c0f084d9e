package org.convzoo.train.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.convzoo.ops.Variables;
import org.convzoo.train.hardware.Devices;
import org.convzoo.train.internal.replica.DevicePlan;
import org.convzoo.train.recipe.Precision;
import org.convzoo.train.recipe.Recipe;
import org.convzoo.train.recipe.Recipes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.types.TFloat32;

/**
 * The learning rate's curve over 5 epochs of 3 steps of LeNet, in one go and resumed from the
 * checkpoint of each of its steps.
 */
class ResumedScheduleTest {

  private static final int PER_EPOCH = 3;
  private static final int STEPS = 5 * PER_EPOCH;

  /** The test score of each epoch. */
  private static final double[] SCORES = {0.5, 0.4, 0.5, 0.6, 0.5};

  @TempDir Path folder;

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "{schedule: constant, base: 0.1}",
        "{schedule: step, base: 0.1, factor: 0.5, every: 2}",
        "{schedule: multistep, base: 0.1, factor: 0.5, at: [1, 4]}",
        "{schedule: exponential, base: 0.1, factor: 0.96, every: 2}",
        "{schedule: polynomial, base: 0.1, power: 0.5}",
        "{schedule: cosine, base: 0.1}",
        "{schedule: inverse, base: 0.1, gamma: 0.1, power: 0.75}",
        "{schedule: plateau, base: 0.1, factor: 0.1, patience: 2}"
      })
  void curveIsTheSameWhereverItIsResumed(String schedule) {
    assertSameCurve(schedule, "null");
  }

  @Test
  void warmUpIsTheSameWhereverItIsResumed() {
    assertSameCurve("{schedule: cosine, base: 0.1}", "{epochs: 1.5, from: 0.01}");
  }

  private void assertSameCurve(String schedule, String warmup) {
    try (Curve curve = new Curve(schedule, warmup)) {
      float[] straight = curve.rates(0);
      for (int step = 1; step < STEPS; step++) {
        float[] resumed = curve.rates(step);
        for (int at = step; at < STEPS; at++) {
          assertEquals(straight[at], resumed[at], "from %d, at %d".formatted(step, at));
        }
      }
    }
  }

  @Test
  void plateauChangesTheRateAfterItsPatience() {
    // best 0.5 after epoch 1; 0.4 and 0.5 are no better: 0.1 x 0.1 from the fourth on
    try (Curve curve =
        new Curve("{schedule: plateau, base: 0.1, factor: 0.1, patience: 2}", "null")) {
      float[] expected = new float[STEPS];
      for (int step = 0; step < STEPS; step++) {
        expected[step] = step < 3 * PER_EPOCH ? 0.1f : 0.01f;
      }
      assertArrayEquals(expected, curve.rates(0), 1e-8f);
      assertEquals(1, curve.sinceBest(), "0.6 was better, 0.5 is not");
    }
  }

  /** A training that leaves a checkpoint after each step. */
  private final class Curve implements AutoCloseable {
    private final Graph graph = new Graph();
    private final TrainingGraph training;
    private final Session session;

    Curve(String schedule, String warmup) {
      Recipe recipe =
          Recipes.shipped(
              "lenet",
              "default",
              Map.of("learning_rate", schedule, "warmup", warmup, "epochs", "5"));
      Variables variables = Variables.starting(graph, recipe.initialization());
      var source = TrainingStepTest.batch(variables.root().withSubScope("data"));
      training = new TrainingGraph(variables, recipe, source, 10, PER_EPOCH, DevicePlan.UNPLACED);
      session = new Session(graph, Devices.config(Devices.Choice.CPU, 1, Precision.FLOAT32));
    }

    /** Returns the rate of each step from {@code first} on, 0 before. */
    float[] rates(int first) {
      if (first == 0) {
        session.initialize();
      } else {
        session.restore(checkpoint(first));
      }
      float[] rates = new float[STEPS];
      for (int step = first; step < STEPS; step++) {
        session.runner().addTarget(training.train(step)).run().close();
        if ((step + 1) % PER_EPOCH == 0) {
          double score = SCORES[step / PER_EPOCH];
          training.plateauTracker().ifPresent(still -> still.hear(session, score));
        }
        if (first == 0) {
          session.save(checkpoint(step + 1));
        }
        try (Result result = session.runner().fetch(training.lastRate()).run()) {
          rates[step] = ((TFloat32) result.get(0)).getFloat();
        }
        assertTrue(rates[step] > 0);
      }
      return rates;
    }

    long sinceBest() {
      return training.plateauTracker().orElseThrow().sinceBest(session);
    }

    private String checkpoint(int step) {
      return folder.resolve("step-" + step).toString();
    }

    @Override
    public void close() {
      session.close();
      graph.close();
    }
  }
}
