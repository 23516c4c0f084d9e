package org.convzoo.train.optimizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.convzoo.ops.Drawn;
import org.convzoo.ops.Initialization;
import org.convzoo.ops.Refusal;
import org.convzoo.train.optimizer.StepContext.Group;
import org.convzoo.train.recipe.Schedule;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.Optimizer.GradAndVar;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * Updates of a vector of three weights over twenty steps, against the papers' algorithms in
 * doubles. The rate halves after each fourth step, which tells apart the forms of momentum that
 * agree where it is constant.
 */
class OptimizerTest {

  private static final int STEPS = 20;
  private static final float[] START = {1f, -2f, 0.5f};
  private static final Schedule RATE = new Schedule.Step(0.1, 0.5, 4);
  private static final boolean DECAYS = true;
  private static final boolean STAYS = false;
  private static final double TOLERANCE = 1e-6; // floats against doubles

  private static double rate(int step) {
    return 0.1 * Math.pow(0.5, step / 4);
  }

  /** The gradient that is fed at a step: of both signs, and different at each. */
  private static float gradient(int step, int i) {
    return (float) Math.sin(1 + step * 3 + i);
  }

  @Test
  void plainDescentIsTheTextbooks() {
    double[][] expected = new double[STEPS][];
    double[] w = start();
    for (int t = 0; t < STEPS; t++) {
      for (int i = 0; i < w.length; i++) {
        w[i] -= rate(t) * gradient(t, i);
      }
      expected[t] = w.clone();
    }
    assertSteps(expected, new Sgd(0, 0), DECAYS);
  }

  @Test
  void momentumIsThatOfTheAlexNetPaper() {
    var sgd = new Sgd(0.9, 0.01);
    assertSteps(krizhevsky(0.9, 0.01), sgd, DECAYS);
    assertSteps(krizhevsky(0.9, 0), sgd, STAYS);
  }

  @Test
  void thereIsDecayWithoutMomentumToo() {
    assertSteps(krizhevsky(0, 0.01), new Sgd(0, 0.01), DECAYS);
    assertSteps(krizhevsky(0, 0), new Sgd(0, 0.01), STAYS);
  }

  @Test
  void nesterovIsTorchs() {
    assertSteps(torch(0.9, 0.01), new Nesterov(0.9, 0.01), DECAYS);
    assertSteps(torch(0.9, 0), new Nesterov(0.9, 0.01), STAYS);
  }

  /** optim.sgd with nesterov and no dampening: a <- m a + g; w <- w - e (g + m a). */
  private static double[][] torch(double momentum, double decay) {
    double[][] steps = new double[STEPS][];
    double[] w = start();
    double[] a = new double[w.length];
    for (int t = 0; t < STEPS; t++) {
      for (int i = 0; i < w.length; i++) {
        double g = gradient(t, i) + decay * w[i];
        a[i] = momentum * a[i] + g;
        w[i] -= rate(t) * (g + momentum * a[i]);
      }
      steps[t] = w.clone();
    }
    return steps;
  }

  @Test
  void rmsPropDividesByTheRootOfTheMeanSquare() {
    assertSteps(hinton(0.9, 0, 0), new RmsProp(null, 0, 1e-3, 0), DECAYS);
    assertSteps(hinton(0.8, 0.5, 0.1), new RmsProp(0.8, 0.5, 1e-3, 0.1), DECAYS);
    assertSteps(hinton(0.8, 0.5, 0), new RmsProp(0.8, 0.5, 1e-3, 0.1), STAYS);
  }

  /** s <- r s + (1 - r) g^2; v <- m v + e g / sqrt(s + 0.001); w <- w - v. */
  private static double[][] hinton(double rho, double momentum, double decay) {
    double[][] steps = new double[STEPS][];
    double[] w = start();
    double[] s = new double[w.length];
    double[] v = new double[w.length];
    for (int t = 0; t < STEPS; t++) {
      for (int i = 0; i < w.length; i++) {
        double g = gradient(t, i) + decay * w[i];
        s[i] = rho * s[i] + (1 - rho) * g * g;
        v[i] = momentum * v[i] + rate(t) * g / Math.sqrt(s[i] + 1e-3);
        w[i] -= v[i];
      }
      steps[t] = w.clone();
    }
    return steps;
  }

  /** Section 5: v <- m v - d e w - e g; w <- w + v. */
  private static double[][] krizhevsky(double momentum, double decay) {
    double[][] steps = new double[STEPS][];
    double[] w = start();
    double[] v = new double[w.length];
    for (int t = 0; t < STEPS; t++) {
      for (int i = 0; i < w.length; i++) {
        v[i] = momentum * v[i] - decay * rate(t) * w[i] - rate(t) * gradient(t, i);
        w[i] += v[i];
      }
      steps[t] = w.clone();
    }
    return steps;
  }

  @Test
  void adamIsAlgorithmOneOfItsPaper() {
    // so small an epsilon that epsilon and the paper's epsilon-hat make no difference
    var adam = new Adam(0.9, 0.99, 1e-12, 0.0);
    assertSteps(kingma(0.9, 0.99, 0), adam, DECAYS);
    var decaying = new Adam(0.8, 0.9, 1e-12, 0.1);
    assertSteps(kingma(0.8, 0.9, 0.1), decaying, DECAYS);
    assertSteps(kingma(0.8, 0.9, 0), decaying, STAYS);
  }

  /** Algorithm 2 of arXiv:1711.05101: the decay is of the weights, not of the moments. */
  @Test
  void adamWShrinksTheWeightsBesideAdamsStep() {
    var adamW = new AdamW(0.8, 0.9, 1e-12, 0.1);
    assertSteps(loshchilov(0.8, 0.9, 0.1), adamW, DECAYS);
    assertSteps(kingma(0.8, 0.9, 0), adamW, STAYS);
  }

  private static double[][] kingma(double beta1, double beta2, double decay) {
    return adam(beta1, beta2, decay, 0);
  }

  private static double[][] loshchilov(double beta1, double beta2, double decay) {
    return adam(beta1, beta2, 0, decay);
  }

  /**
   * Algorithm 1 of Adam's paper, and 2 of AdamW's.
   *
   * @param coupled the decay that is added to the gradient
   * @param decoupled the decay that shrinks the weights
   */
  private static double[][] adam(double beta1, double beta2, double coupled, double decoupled) {
    double[][] steps = new double[STEPS][];
    double[] w = start();
    double[] m = new double[w.length];
    double[] v = new double[w.length];
    for (int t = 1; t <= STEPS; t++) {
      for (int i = 0; i < w.length; i++) {
        double g = gradient(t - 1, i) + coupled * w[i];
        m[i] = beta1 * m[i] + (1 - beta1) * g;
        v[i] = beta2 * v[i] + (1 - beta2) * g * g;
        double first = m[i] / (1 - Math.pow(beta1, t));
        double second = v[i] / (1 - Math.pow(beta2, t));
        w[i] -= rate(t - 1) * (first / Math.sqrt(second) + decoupled * w[i]);
      }
      steps[t - 1] = w.clone();
    }
    return steps;
  }

  @Test
  void larsScalesTheRateByTheNormsOfALayer() {
    assertSteps(you(0.9, 0.01, 0.02), new Lars(0.9, 0.01, 0.02), DECAYS);
    assertSteps(krizhevsky(0.9, 0), new Lars(0.9, 0.01, 0.02), STAYS);
  }

  /** arXiv:1708.03888, algorithm 1. */
  private static double[][] you(double momentum, double decay, double trust) {
    double[][] steps = new double[STEPS][];
    double[] w = start();
    double[] v = new double[w.length];
    for (int t = 0; t < STEPS; t++) {
      double weights = 0;
      double gradients = 0;
      for (int i = 0; i < w.length; i++) {
        weights += w[i] * w[i];
        gradients += gradient(t, i) * gradient(t, i);
      }
      double ratio = Math.sqrt(weights) / (Math.sqrt(gradients) + decay * Math.sqrt(weights));
      for (int i = 0; i < w.length; i++) {
        v[i] = momentum * v[i] + rate(t) * trust * ratio * (gradient(t, i) + decay * w[i]);
        w[i] -= v[i];
      }
      steps[t] = w.clone();
    }
    return steps;
  }

  @Test
  void adamsFirstStepIsTheRateWhateverTheGradient() {
    double[] first = run(new Adam(null, null, null, 0), DECAYS, 1).get(0);
    for (int i = 0; i < START.length; i++) {
      assertEquals(START[i] - 0.1 * Math.signum(gradient(0, i)), first[i], 1e-5);
    }
  }

  @Test
  void adamsDefaultsAreThePapers() {
    var adam = new Adam(null, null, null, 0);
    assertEquals(new Adam(0.9, 0.999, 1e-8, 0), adam);
    assertEquals(new AdamW(0.9, 0.999, 1e-8, 0.01), new AdamW(null, null, null, null));
  }

  @Test
  void defaultsOfTheOthersAreWhatTheySay() {
    assertEquals(new Lars(0.9, 0, 0.001), new Lars(null, 0, null));
    assertEquals(new RmsProp(0.9, 0, 1e-7, 0), new RmsProp(null, 0, null, 0));
  }

  @Test
  void slotsAreThoseThatAreNeeded() {
    assertEquals(List.of(), slots(new Sgd(0, 0.1)));
    assertEquals(List.of("w/momentum"), slots(new Sgd(0.9, 0)));
    assertEquals(List.of("w/momentum"), slots(new Nesterov(0.9, 0)));
    assertEquals(List.of("w/mean_square", "w/momentum"), slots(new RmsProp(null, 0, null, 0)));
    assertEquals(List.of("w/m", "w/v"), slots(new Adam(null, null, null, 0)));
  }

  @Test
  void valuesOutOfRangeAreRefused() {
    for (double bad : new double[] {1, -0.1, Double.NaN}) {
      assertTrue(Refusal.of(() -> new Sgd(bad, 0)).startsWith("momentum must be "));
      assertTrue(Refusal.of(() -> new Adam(bad, null, null, 0)).startsWith("beta1 must be "));
      assertTrue(Refusal.of(() -> new Adam(null, bad, null, 0)).startsWith("beta2 must be "));
      assertTrue(Refusal.of(() -> new Nesterov(bad, 0)).startsWith("momentum must be "));
      assertTrue(Refusal.of(() -> new RmsProp(bad, 0, null, 0)).startsWith("rho must be "));
      assertTrue(Refusal.of(() -> new RmsProp(null, bad, null, 0)).startsWith("momentum must be "));
      assertTrue(Refusal.of(() -> new AdamW(bad, null, null, null)).startsWith("beta1 must be "));
      assertTrue(Refusal.of(() -> new Lars(bad, 0, null)).startsWith("momentum must be "));
    }
    String decay = "weight_decay must be at least 0, got -1.0";
    assertEquals(decay, Refusal.of(() -> new AdamW(null, null, null, -1.0)));
    assertEquals(decay, Refusal.of(() -> new Lars(null, -1, null)));
    assertEquals(decay, Refusal.of(() -> new Nesterov(0.9, -1)));
    assertEquals(decay, Refusal.of(() -> new RmsProp(null, 0, null, -1)));
    assertEquals(
        "epsilon must be above 0, got 0.0", Refusal.of(() -> new RmsProp(null, 0, 0.0, 0)));
    assertEquals("trust must be above 0, got 0.0", Refusal.of(() -> new Lars(null, 0, 0.0)));
    assertEquals("weight_decay must be at least 0, got -1.0", Refusal.of(() -> new Sgd(0, -1)));
    assertEquals(
        "weight_decay must be at least 0, got NaN",
        Refusal.of(() -> new Adam(null, null, null, Double.NaN)));
    assertEquals(
        "epsilon must be above 0, got 0.0", Refusal.of(() -> new Adam(null, null, 0.0, 0)));
    double infinite = Double.POSITIVE_INFINITY;
    assertEquals(
        "weight_decay must be at least 0, got Infinity", Refusal.of(() -> new Sgd(0, infinite)));
    assertEquals(
        "epsilon must be above 0, got Infinity",
        Refusal.of(() -> new Adam(null, null, infinite, 0)));
    assertEquals(
        "momentum must be above 0, got 0: sgd does without", Refusal.of(() -> new Nesterov(0, 0)));
  }

  private static double[] start() {
    return new double[] {START[0], START[1], START[2]};
  }

  private static void assertSteps(double[][] expected, OptimizerConfig optimizer, boolean decays) {
    List<double[]> found = run(optimizer, decays, expected.length);
    for (int t = 0; t < expected.length; t++) {
      assertArrayEquals(expected[t], found.get(t), TOLERANCE, "after step " + (t + 1));
    }
    assertNotEquals(START[0], found.get(expected.length - 1)[0]);
  }

  private static List<String> slots(OptimizerConfig optimizer) {
    try (Drawn drawn = new Drawn(Initialization.glorotUniform(1))) {
      build(drawn, optimizer, DECAYS, drawn.variables().root());
      return drawn.operations("VariableV2").stream().filter(name -> !name.equals("w")).toList();
    }
  }

  private record Update(Operand<TFloat32> weights, Op op) {}

  private static Update build(Drawn drawn, OptimizerConfig optimizer, boolean decays, Ops tf) {
    var weights = tf.withName("w").variable(Shape.of(3), TFloat32.class);
    Ops init = tf.withInitScope();
    init.assign(weights, init.constant(START));
    var gradient = tf.withName("gradient").placeholder(TFloat32.class);
    var step = tf.withName("number").placeholder(TInt64.class);
    var before = tf.math.maximum(tf.math.sub(step, tf.constant(1L)), tf.constant(0L));
    var now =
        new StepContext(step, rate(tf, step), rate(tf, before), 0.1f, name -> new Group(1, decays));
    Op update =
        optimizer
            .build(drawn.graph(), now)
            .applyGradients(
                List.of(new GradAndVar<>(gradient.asOutput(), weights.asOutput())), "update");
    return new Update(weights, update);
  }

  private static Operand<TFloat32> rate(Ops tf, Operand<TInt64> step) {
    return RATE.build(tf, new Schedule.Position(step, 1, STEPS, tf.constant(0L)));
  }

  /** Returns the weights after each step. */
  private static List<double[]> run(OptimizerConfig optimizer, boolean decays, int steps) {
    List<double[]> found = new ArrayList<>();
    try (Drawn drawn = new Drawn(Initialization.glorotUniform(1))) {
      Update update = build(drawn, optimizer, decays, drawn.variables().root());
      Session session = drawn.session();
      session.initialize();
      for (int t = 0; t < steps; t++) {
        float[] g = {gradient(t, 0), gradient(t, 1), gradient(t, 2)};
        try (TFloat32 fed = TFloat32.vectorOf(g);
            TInt64 number = TInt64.scalarOf(t)) {
          session
              .runner()
              .feed("gradient", fed)
              .feed("number", number)
              .addTarget(update.op)
              .run()
              .close();
        }
        float[] w = drawn.values(update.weights);
        found.add(new double[] {w[0], w[1], w[2]});
      }
    }
    return found;
  }
}
