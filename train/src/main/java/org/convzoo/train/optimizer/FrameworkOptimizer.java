package org.convzoo.train.optimizer;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.convzoo.Require;
import org.tensorflow.Graph;
import org.tensorflow.framework.optimizers.AdaDelta;
import org.tensorflow.framework.optimizers.AdaGrad;
import org.tensorflow.framework.optimizers.AdaGradDA;
import org.tensorflow.framework.optimizers.Optimizer;

/**
 * The optimisers of TensorFlow's framework that Convzoo has none of its own for. Their learning
 * rate is a constant of the graph, the same for every variable, and none has weight decay.
 *
 * <p>Where a hyperparameter is absent it is the framework's own default.
 */
public sealed interface FrameworkOptimizer extends OptimizerConfig {

  /**
   * AdaGrad: Duchi, Hazan and Singer, JMLR 12, 2011.
   *
   * @param initialAccumulator of the sum of squared gradients, at least 0, or null for 0.01
   */
  record Adagrad(@JsonProperty("initial_accumulator") Double initialAccumulator)
      implements FrameworkOptimizer {

    public Adagrad {
      initialAccumulator = initialAccumulator == null ? 0.01 : initialAccumulator;
      Require.atLeastZero("initial_accumulator", initialAccumulator);
    }

    @Override
    public Optimizer build(Graph graph, StepContext now) {
      return new AdaGrad(graph, now.baseRate(), initialAccumulator.floatValue());
    }
  }

  /**
   * AdaGrad with dual averaging: the same, algorithm 1. Weights are worked out from the sum of all
   * gradients alone: what they started at is forgotten in the first step. The framework's counts
   * every update twice, so it is given half of each strength.
   *
   * @param initialAccumulator of the sum of squared gradients, above 0, or null for 0.1
   * @param l1 strength, at least 0
   * @param l2 strength, at least 0
   */
  record AdagradDa(
      @JsonProperty("initial_accumulator") Double initialAccumulator, double l1, double l2)
      implements FrameworkOptimizer {

    public AdagradDa {
      initialAccumulator = initialAccumulator == null ? 0.1 : initialAccumulator;
      Require.positive("initial_accumulator", initialAccumulator);
      Require.atLeastZero("l1", l1);
      Require.atLeastZero("l2", l2);
    }

    @Override
    public Optimizer build(Graph graph, StepContext now) {
      return new AdaGradDA(
          graph,
          now.baseRate(),
          initialAccumulator.floatValue(),
          (float) (l1 / 2),
          (float) (l2 / 2));
    }
  }

  /**
   * AdaDelta: Zeiler, arXiv:1212.5701. The paper's own learning rate is 1.
   *
   * @param rho 0 to below 1, or null for 0.95
   * @param epsilon above 0, or null for 1e-7
   */
  record Adadelta(Double rho, Double epsilon) implements FrameworkOptimizer {

    public Adadelta {
      rho = rho == null ? 0.95 : rho;
      epsilon = epsilon == null ? 1e-7 : epsilon;
      Require.share("rho", rho);
      Require.positive("epsilon", epsilon);
    }

    @Override
    public Optimizer build(Graph graph, StepContext now) {
      return new AdaDelta(graph, now.baseRate(), rho.floatValue(), epsilon.floatValue());
    }
  }

  /**
   * AdaMax: Kingma and Ba, ICLR 2015, algorithm 2.
   *
   * @param beta1 0 to below 1, or null for 0.9
   * @param beta2 0 to below 1, or null for 0.999
   * @param epsilon above 0, or null for 1e-7
   */
  record Adamax(Double beta1, Double beta2, Double epsilon) implements FrameworkOptimizer {

    public Adamax {
      beta1 = beta1 == null ? 0.9 : beta1;
      beta2 = beta2 == null ? 0.999 : beta2;
      epsilon = epsilon == null ? 1e-7 : epsilon;
      AdamOptimizer.requireMoments(beta1, beta2, epsilon);
    }

    @Override
    public Optimizer build(Graph graph, StepContext now) {
      return new org.tensorflow.framework.optimizers.Adamax(
          graph, now.baseRate(), beta1.floatValue(), beta2.floatValue(), epsilon.floatValue());
    }
  }

  /**
   * Nadam: Dozat, ICLR workshop 2016. In a graph the framework's corrects the bias of the second
   * moment at every step as at the first, so that its steps become smaller by up to sqrt(1000).
   *
   * @param beta1 0 to below 1, or null for 0.9
   * @param beta2 0 to below 1, or null for 0.999
   * @param epsilon above 0, or null for 1e-8
   */
  record Nadam(Double beta1, Double beta2, Double epsilon) implements FrameworkOptimizer {

    public Nadam {
      beta1 = beta1 == null ? 0.9 : beta1;
      beta2 = beta2 == null ? 0.999 : beta2;
      epsilon = epsilon == null ? 1e-8 : epsilon;
      AdamOptimizer.requireMoments(beta1, beta2, epsilon);
    }

    @Override
    public Optimizer build(Graph graph, StepContext now) {
      return new org.tensorflow.framework.optimizers.Nadam(
          graph, now.baseRate(), beta1.floatValue(), beta2.floatValue(), epsilon.floatValue());
    }
  }

  /**
   * FTRL: McMahan et al., KDD 2013, algorithm 1. With an initial accumulator above 0 the first step
   * shrinks the weights to next to nothing, which a network with hidden layers does not get over.
   *
   * @param initialAccumulator of the sum of squared gradients, at least 0, or null for 0.1
   * @param l1 strength, at least 0
   * @param l2 strength, at least 0
   */
  record Ftrl(@JsonProperty("initial_accumulator") Double initialAccumulator, double l1, double l2)
      implements FrameworkOptimizer {

    public Ftrl {
      initialAccumulator = initialAccumulator == null ? 0.1 : initialAccumulator;
      Require.atLeastZero("initial_accumulator", initialAccumulator);
      Require.atLeastZero("l1", l1);
      Require.atLeastZero("l2", l2);
    }

    @Override
    public Optimizer build(Graph graph, StepContext now) {
      return new org.tensorflow.framework.optimizers.Ftrl(
          graph,
          now.baseRate(),
          org.tensorflow.framework.optimizers.Ftrl.LEARNING_RATE_POWER_DEFAULT,
          initialAccumulator.floatValue(),
          (float) l1,
          (float) l2,
          0);
    }
  }
}
