package org.convzoo.train.optimizer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.convzoo.ops.Refusal;
import org.convzoo.ops.Variable;
import org.convzoo.ops.Variable.Role;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.AdaDelta;
import org.tensorflow.framework.optimizers.AdaGrad;
import org.tensorflow.framework.optimizers.AdaGradDA;
import org.tensorflow.framework.optimizers.Adamax;
import org.tensorflow.framework.optimizers.Ftrl;
import org.tensorflow.framework.optimizers.Nadam;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Updates of two variables in scopes by the framework's optimisers, against the formulas in doubles
 * with hyperparameters of which no two are the same.
 */
class FrameworkOptimizerTest {

  private static final int STEPS = 6;
  private static final float RATE = 0.1f;
  private static final float[] KERNEL = {1f, -2f, 0.5f};
  private static final float[] BIAS = {0.3f, -0.1f};

  @AutoClose private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);

  /** The update of one weight, with what it remembers. */
  @FunctionalInterface
  private interface Rule {
    double next(double w, double g);
  }

  /** Duchi et al., JMLR 12: s <- s + g^2; w <- w - e g / sqrt(s). */
  @Test
  void adagradDividesByTheRootOfTheSumOfSquares() {
    assertSteps(
        new FrameworkOptimizer.Adagrad(0.3),
        () ->
            new Rule() {
              double s = 0.3;

              @Override
              public double next(double w, double g) {
                s += g * g;
                return w - RATE * g / Math.sqrt(s);
              }
            });
  }

  /** Zeiler, algorithm 1: d <- sqrt(u + c) / sqrt(s + c) g. */
  @Test
  void adadeltaScalesByTheRootMeanSquareOfItsOwnSteps() {
    assertSteps(
        new FrameworkOptimizer.Adadelta(0.8, 0.01),
        () ->
            new Rule() {
              double s;
              double u;

              @Override
              public double next(double w, double g) {
                s = 0.8 * s + 0.2 * g * g;
                double d = Math.sqrt(u + 0.01) / Math.sqrt(s + 0.01) * g;
                u = 0.8 * u + 0.2 * d * d;
                return w - RATE * d;
              }
            });
  }

  /** Kingma and Ba, algorithm 2: v <- max(b2 v, |g|); w <- w - e / (1 - b1^t) m / (v + c). */
  @Test
  void adamaxDividesByTheDecayingMaximum() {
    assertSteps(
        new FrameworkOptimizer.Adamax(0.8, 0.9, 0.01),
        () ->
            new Rule() {
              int t;
              double m;
              double v;

              @Override
              public double next(double w, double g) {
                t++;
                m = 0.8 * m + 0.2 * g;
                v = Math.max(0.9 * v, Math.abs(g));
                return w - RATE / (1 - Math.pow(0.8, t)) * m / (v + 0.01);
              }
            });
  }

  /** Dozat, algorithm 2, in Keras' form; the number of the step stays 1, as the class says. */
  @Test
  void nadamLooksAheadAndTakesEveryStepForTheFirst() {
    double now = 0.8 * (1 - 0.5 * Math.pow(0.96, 0.004));
    double next = 0.8 * (1 - 0.5 * Math.pow(0.96, 0.008));
    assertSteps(
        new FrameworkOptimizer.Nadam(0.8, 0.9, 0.01),
        () ->
            new Rule() {
              double m;
              double v;
              double product = 1;

              @Override
              public double next(double w, double g) {
                product *= now;
                m = 0.8 * m + 0.2 * g;
                v = 0.9 * v + 0.1 * g * g;
                double ahead = (1 - now) * g / (1 - product) + next * m / (1 - product * next);
                return w - RATE * ahead / (Math.sqrt(v / 0.1) + 0.01);
              }
            });
  }

  /** McMahan et al., algorithm 1, with TensorFlow's twice l2. */
  @Test
  void ftrlSolvesForTheWeightsAtEachStep() {
    assertSteps(
        new FrameworkOptimizer.Ftrl(0.3, 0.2, 0.5),
        () ->
            new Rule() {
              double n = 0.3;
              double z;

              @Override
              public double next(double w, double g) {
                double before = Math.sqrt(n);
                n += g * g;
                z += g - (Math.sqrt(n) - before) / RATE * w;
                double shrunk = Math.signum(z) * Math.max(Math.abs(z) - 0.2, 0);
                return -shrunk / (Math.sqrt(n) / RATE + 2 * 0.5);
              }
            });
  }

  /**
   * Duchi et al., section 5: w <- -e sign(z) max(|z| - t l1, 0) / (sqrt(s) + e t l2); TensorFlow's
   * t is 0 at the first step.
   */
  @Test
  void adagradDaSolvesForTheWeightsFromTheSumOfGradients() {
    assertSteps(
        new FrameworkOptimizer.AdagradDa(0.3, 0.05, 0.5),
        () ->
            new Rule() {
              int t;
              double z;
              double s = 0.3;

              @Override
              public double next(double w, double g) {
                z += g;
                s += g * g;
                double shrunk = Math.signum(z) * Math.max(Math.abs(z) - t * 0.05, 0);
                double divisor = Math.sqrt(s) + RATE * t * 0.5;
                t++;
                return -RATE * shrunk / divisor;
              }
            });
  }

  @Test
  void absentHyperparametersAreTheFrameworksOwn() {
    assertEquals(
        AdaGrad.INITIAL_ACCUMULATOR_DEFAULT,
        new FrameworkOptimizer.Adagrad(null).initialAccumulator().floatValue());
    assertEquals(
        AdaGradDA.INITIAL_ACCUMULATOR_DEFAULT,
        new FrameworkOptimizer.AdagradDa(null, 0, 0).initialAccumulator().floatValue());
    var adadelta = new FrameworkOptimizer.Adadelta(null, null);
    assertEquals(AdaDelta.RHO_DEFAULT, adadelta.rho().floatValue());
    assertEquals(AdaDelta.EPSILON_DEFAULT, adadelta.epsilon().floatValue());
    var adamax = new FrameworkOptimizer.Adamax(null, null, null);
    assertEquals(Adamax.BETA_ONE_DEFAULT, adamax.beta1().floatValue());
    assertEquals(Adamax.BETA_TWO_DEFAULT, adamax.beta2().floatValue());
    assertEquals(Adamax.EPSILON_DEFAULT, adamax.epsilon().floatValue());
    var nadam = new FrameworkOptimizer.Nadam(null, null, null);
    assertEquals(Nadam.BETA_ONE_DEFAULT, nadam.beta1().floatValue());
    assertEquals(Nadam.BETA_TWO_DEFAULT, nadam.beta2().floatValue());
    assertEquals(Nadam.EPSILON_DEFAULT, nadam.epsilon().floatValue());
    assertEquals(
        Ftrl.INITIAL_ACCUMULATOR_VALUE_DEFAULT,
        new FrameworkOptimizer.Ftrl(null, 0, 0).initialAccumulator().floatValue());
  }

  @Test
  void valuesOutOfRangeAreRefused() {
    String accumulator = "initial_accumulator must be ";
    assertEquals(
        accumulator + "at least 0, got -0.1",
        Refusal.of(() -> new FrameworkOptimizer.Adagrad(-0.1)));
    assertEquals(0, new FrameworkOptimizer.Adagrad(0.0).initialAccumulator());
    assertEquals(
        accumulator + "above 0, got 0.0",
        Refusal.of(() -> new FrameworkOptimizer.AdagradDa(0.0, 0, 0)));
    assertEquals(
        accumulator + "at least 0, got -0.1",
        Refusal.of(() -> new FrameworkOptimizer.Ftrl(-0.1, 0, 0)));
    for (BiFunction<Double, Double, OptimizerConfig> strengths :
        List.<BiFunction<Double, Double, OptimizerConfig>>of(
            (l1, l2) -> new FrameworkOptimizer.AdagradDa(0.1, l1, l2),
            (l1, l2) -> new FrameworkOptimizer.Ftrl(0.1, l1, l2))) {
      assertEquals("l1 must be at least 0, got -1.0", Refusal.of(() -> strengths.apply(-1.0, 0.0)));
      assertEquals("l2 must be at least 0, got -1.0", Refusal.of(() -> strengths.apply(0.0, -1.0)));
    }
    assertEquals(
        "rho must be in 0..1, got 1.0",
        Refusal.of(() -> new FrameworkOptimizer.Adadelta(1.0, null)));
    assertEquals(
        "epsilon must be above 0, got 0.0",
        Refusal.of(() -> new FrameworkOptimizer.Adadelta(null, 0.0)));
    assertEquals(
        "beta1 must be in 0..1, got 1.0",
        Refusal.of(() -> new FrameworkOptimizer.Adamax(1.0, null, null)));
    assertEquals(
        "beta2 must be in 0..1, got 1.0",
        Refusal.of(() -> new FrameworkOptimizer.Nadam(null, 1.0, null)));
  }

  private static float gradient(int step, int i) {
    return (float) Math.sin(1 + step * 3 + i);
  }

  private record Built(Op step, List<Variable> variables) {}

  private Built build(Ops tf, OptimizerConfig config) {
    List<Variable> variables = List.of(variable(tf, "kernel", KERNEL), variable(tf, "bias", BIAS));
    var all = tf.withName("gradient").placeholder(TFloat32.class);
    List<Operand<TFloat32>> gradients =
        List.of(
            tf.slice(all, tf.constant(new int[] {0}), tf.constant(new int[] {3})),
            tf.slice(all, tf.constant(new int[] {3}), tf.constant(new int[] {2})));
    StepContext now = StepContext.constant(tf, tf.constant(0L), RATE);
    Op step = OptimizerStep.of(this.tf, config.build(graph, now), variables, gradients);
    return new Built(step, variables);
  }

  private static Variable variable(Ops tf, String name, float[] start) {
    Shape shape = Shape.of(start.length);
    var value = tf.withSubScope("conv1").withName(name).variable(shape, TFloat32.class);
    Ops init = tf.withInitScope();
    init.assign(value, init.constant(start));
    return new Variable(value.op().name(), value, shape, Role.KERNEL);
  }

  private void assertSteps(OptimizerConfig config, Supplier<Rule> rule) {
    Built built = build(tf, config);
    List<Rule> rules = new ArrayList<>();
    double[] w = new double[KERNEL.length + BIAS.length];
    for (int i = 0; i < w.length; i++) {
      w[i] = i < KERNEL.length ? KERNEL[i] : BIAS[i - KERNEL.length];
      rules.add(rule.get());
    }
    try (Session session = new Session(graph)) {
      session.initialize();
      for (int t = 0; t < STEPS; t++) {
        float[] g = new float[w.length];
        for (int i = 0; i < w.length; i++) {
          g[i] = gradient(t, i);
          w[i] = rules.get(i).next(w[i], g[i]);
        }
        try (TFloat32 fed = TFloat32.vectorOf(g)) {
          session.runner().feed("gradient", fed).addTarget(built.step).run().close();
        }
        assertWeights(w, built, session, "after step " + (t + 1));
      }
    }
  }

  private static void assertWeights(double[] w, Built built, Session session, String when) {
    var fetch = session.runner();
    built.variables.forEach(variable -> fetch.fetch(variable.value()));
    try (Result found = fetch.run()) {
      TFloat32 kernel = (TFloat32) found.get(0);
      TFloat32 bias = (TFloat32) found.get(1);
      for (int i = 0; i < w.length; i++) {
        float value = i < KERNEL.length ? kernel.getFloat(i) : bias.getFloat(i - KERNEL.length);
        assertEquals(w[i], value, 2e-6, when); // floats against doubles
      }
    }
  }
}
