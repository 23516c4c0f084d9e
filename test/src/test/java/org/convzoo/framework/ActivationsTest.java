package org.convzoo.framework;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.convzoo.ops.Drawn;
import org.convzoo.ops.Flow;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.Output;
import org.tensorflow.framework.activations.Activation;
import org.tensorflow.framework.activations.ELU;
import org.tensorflow.framework.activations.Exponential;
import org.tensorflow.framework.activations.GELU;
import org.tensorflow.framework.activations.HardSigmoid;
import org.tensorflow.framework.activations.Linear;
import org.tensorflow.framework.activations.ReLU;
import org.tensorflow.framework.activations.SELU;
import org.tensorflow.framework.activations.Sigmoid;
import org.tensorflow.framework.activations.Softmax;
import org.tensorflow.framework.activations.Softplus;
import org.tensorflow.framework.activations.Softsign;
import org.tensorflow.framework.activations.Swish;
import org.tensorflow.framework.activations.Tanh;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/** The framework's activations on a flow: their values by formula, and a gradient for each. */
class ActivationsTest {

  private static final float[] POINTS = {-4, -1.5f, -0.25f, 0.25f, 1.5f, 4};

  @AutoClose private final Drawn drawn = new Drawn();

  /** Those that work number by number, with their formulas. */
  enum Pointwise {
    ELU(new ELU(), x -> x > 0 ? x : Math.expm1(x)),
    EXPONENTIAL(new Exponential(), Math::exp),
    GELU( // Hendrycks and Gimpel, arXiv:1606.08415, section 2
        new GELU(true),
        x -> x / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)))),
    HARD_SIGMOID(new HardSigmoid(), x -> Math.max(0, Math.min(1, 0.2 * x + 0.5))),
    LINEAR(new Linear(), x -> x),
    RELU(new ReLU(), x -> Math.max(0, x)),
    CLIPPED_RELU(new ReLU(0, 3, 0), x -> Math.max(0, Math.min(3, x))),
    SELU(new SELU(), x -> 1.05070098 * (x > 0 ? x : 1.67326324 * Math.expm1(x))),
    SIGMOID(new Sigmoid(), x -> 1 / (1 + Math.exp(-x))),
    SOFTPLUS(new Softplus(), x -> Math.log1p(Math.exp(x))),
    SOFTSIGN(new Softsign(), x -> x / (1 + Math.abs(x))),
    SWISH(new Swish(), x -> x / (1 + Math.exp(-x))),
    TANH(new Tanh(), Math::tanh);

    private final Activation activation;
    private final DoubleUnaryOperator formula;

    Pointwise(Activation activation, DoubleUnaryOperator formula) {
      this.activation = activation;
      this.formula = formula;
    }
  }

  @ParameterizedTest
  @EnumSource
  void activationIsItsFormulaAndHasItsSlope(Pointwise one) {
    var x = drawn.constant(Shape.of(1, POINTS.length), POINTS);
    Flow y = drawn.inference().flow(x).activation(one.activation);
    Output<?>[] slopes =
        drawn.graph().addGradients(y.value().asOutput(), new Output<?>[] {x.asOutput()});
    float[] values = drawn.values(y.value());
    float[] gradients = drawn.values(slopes[0].expect(TFloat32.class));
    for (int i = 0; i < POINTS.length; i++) {
      assertEquals(one.formula.applyAsDouble(POINTS[i]), values[i], 1e-5);
      double left = one.formula.applyAsDouble(POINTS[i] - 1e-4);
      double right = one.formula.applyAsDouble(POINTS[i] + 1e-4);
      assertEquals((right - left) / 2e-4, gradients[i], 1e-3, one + " at " + POINTS[i]);
    }
  }

  /** Softmax of 0, ln 2, ln 5 is 1/8, 2/8, 5/8. */
  @Test
  void softmaxGivesShares() {
    var x = drawn.constant(Shape.of(1, 3), 0, (float) Math.log(2), (float) Math.log(5));
    Flow y = drawn.inference().flow(x).activation(new Softmax());
    assertArrayEquals(new float[] {0.125f, 0.25f, 0.625f}, drawn.values(y.value()), 1e-6f);
  }

  /** The scope of an activation is that of the layer before it. */
  @Test
  void activationStandsInTheScopeOfItsLayer() {
    var x = drawn.constant(Shape.of(1, 2), 1, 2);
    drawn.inference().flow(x).dense("fc", 3).activation(new Sigmoid());
    assertEquals(List.of("fc/Sigmoid"), drawn.operations("Sigmoid"));
  }
}
