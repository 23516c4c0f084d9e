package org.convzoo.framework;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.AdaGradDA;
import org.tensorflow.framework.optimizers.Adam;
import org.tensorflow.framework.optimizers.Nadam;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.framework.optimizers.Optimizer.GradAndVar;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * Why {@code OptimizerStep} stands between a training graph and the framework's optimisers, and
 * what docs/framework.md says of them. Where one of these fails, the framework has been mended.
 */
class OptimizerFaultsTest {

  @AutoClose private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);

  private Operand<TFloat32> scalar(String name, float first) {
    var variable = tf.withName(name).variable(Shape.scalar(), TFloat32.class);
    Ops init = tf.withInitScope();
    init.assign(variable, init.constant(first));
    return variable;
  }

  /** Builds a step by which {@code variable} has the gradient 1. */
  private Op step(Optimizer optimizer, Operand<TFloat32> variable) {
    var one = tf.constant(1f);
    return optimizer.applyGradients(
        List.of(new GradAndVar<>(one.asOutput(), variable.asOutput())), "step");
  }

  @Test
  void slotsOfVariablesInAScopeAreRefused() {
    var kernel = tf.withSubScope("conv1").withName("kernel").variable(Shape.of(2), TFloat32.class);
    assertEquals("conv1/kernel", kernel.op().name());
    Optimizer adam = new Adam(graph);
    var pair = new GradAndVar<>(tf.constant(new float[2]).asOutput(), kernel.asOutput());
    var e =
        assertThrows(
            IllegalArgumentException.class, () -> adam.applyGradients(List.of(pair), "step"));
    assertTrue(e.getMessage().startsWith("invalid name: 'conv1/kernel-m'"), e.getMessage());
  }

  @Test
  void everyVariableOfTheGraphIsTakenForAWeight() {
    var gap = tf.math.sub(scalar("weight", 1), scalar("moving_mean", 1));
    var loss = tf.math.square(gap);
    assertEquals(2, new Adam(graph).computeGradients(loss).size());
  }

  /** Nothing says that the power of beta is read before it moves on. */
  @Test
  void adamsPowersOfBetaMoveBesideTheUpdatesThatReadThem() {
    GraphOperation step = (GraphOperation) step(new Adam(graph), scalar("w", 1)).op();
    List<GraphOperation> assignments =
        step.controlInputs().stream().filter(op -> op.type().equals("Assign")).toList();
    assertEquals(2, assignments.size());
    for (GraphOperation assignment : assignments) {
      assertEquals(0, assignment.controlInputs().size());
    }
  }

  /**
   * Once before the updates and once after: its l1 and l2 grow with the number, so twice as fast.
   */
  @Test
  void adaGradDaCountsEveryStepTwice() {
    Op step = step(new AdaGradDA(graph, 0.1f), scalar("w", 1));
    try (Session session = new Session(graph)) {
      session.initialize();
      for (long steps = 1; steps <= 3; steps++) {
        session.runner().addTarget(step).run().close();
        try (Result result = session.runner().fetch("adagrad-da-global-step").run()) {
          assertEquals(2 * steps, ((TInt64) result.get(0)).getLong());
        }
      }
    }
  }

  /**
   * Dozat 2016, algorithm 2, in Keras' form, for a gradient of 1 throughout.
   *
   * @param frozen whether the number of the step stays 1, as in the framework's graph
   */
  private static List<Double> nadam(int steps, double rate, boolean frozen) {
    List<Double> values = new ArrayList<>();
    double w = 1;
    double m = 0;
    double v = 0;
    double product = 1;
    for (int step = 1; step <= steps; step++) {
      int t = frozen ? 1 : step;
      double now = 0.9 * (1 - 0.5 * Math.pow(0.96, 0.004 * t));
      double next = 0.9 * (1 - 0.5 * Math.pow(0.96, 0.004 * (t + 1)));
      product *= now;
      m = 0.9 * m + 0.1;
      v = 0.999 * v + 0.001;
      double gradient = 1 / (1 - product);
      double moment = m / (1 - product * next);
      double second = v / (1 - Math.pow(0.999, t));
      w -= rate * ((1 - now) * gradient + next * moment) / (Math.sqrt(second) + 1e-8);
      values.add(w);
    }
    return values;
  }

  /** After ten steps its divisor is sqrt(1 - 0.999^10) / sqrt(0.001) = 3.2 times the right one. */
  @Test
  void nadamTakesEveryStepForTheFirst() {
    Operand<TFloat32> w = scalar("w", 1);
    Op step = step(new Nadam(graph, 0.01f), w);
    List<Double> frozen = nadam(10, 0.01, true);
    try (Session session = new Session(graph)) {
      session.initialize();
      for (double expected : frozen) {
        session.runner().addTarget(step).run().close();
        try (Result result = session.runner().fetch(w).run()) {
          assertEquals(expected, ((TFloat32) result.get(0)).getFloat(), 1e-5);
        }
      }
    }
    List<Double> right = nadam(10, 0.01, false);
    assertEquals(right.get(0), frozen.get(0), 1e-9);
    double last = right.get(8) - right.get(9);
    assertEquals(3.2, last / (frozen.get(8) - frozen.get(9)), 0.1);
  }
}
