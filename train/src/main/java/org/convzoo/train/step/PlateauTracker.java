package org.convzoo.train.step;

import java.util.List;
import java.util.Optional;
import org.convzoo.train.hardware.InitializedVariable;
import org.convzoo.train.recipe.Recipe;
import org.convzoo.train.recipe.Schedule;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;

/**
 * For how long the score on the validation (else the test) images has not become better, in
 * variables of the training graph: what a {@link Schedule.Plateau} and early stopping go by.
 */
public final class PlateauTracker {

  private final Placeholder<TFloat64> score;
  private final Operand<TInt64> sinceBest;
  private final Operand<TInt64> plateaus;
  private final Op hear;

  /** Builds it, where anything in a recipe goes by it. */
  static Optional<PlateauTracker> build(Ops tf, Recipe recipe) {
    if (recipe.learningRate() instanceof Schedule.Plateau plateau) {
      return Optional.of(new PlateauTracker(tf, plateau.patience()));
    }
    return recipe.earlyStoppingPatience() == null
        ? Optional.empty()
        : Optional.of(new PlateauTracker(tf, Integer.MAX_VALUE));
  }

  /**
   * Builds it.
   *
   * @param patience epochs after which a standstill counts as a plateau, and the wait begins anew
   */
  private PlateauTracker(Ops tf, int patience) {
    score = tf.withName("score").placeholder(TFloat64.class, Placeholder.shape(Shape.scalar()));
    Operand<TFloat64> best = InitializedVariable.zero(tf, "best_score", TFloat64.class);
    sinceBest = InitializedVariable.zero(tf, "epochs_since_best", TInt64.class);
    Operand<TInt64> waited = InitializedVariable.zero(tf, "epochs_waited", TInt64.class);
    plateaus = InitializedVariable.zero(tf, "plateaus", TInt64.class);

    Operand<TInt64> one = tf.constant(1L);
    Operand<TInt64> none = tf.constant(0L);
    var better = tf.math.greater(score, best);
    var newBest = tf.math.maximum(best, score);
    var since = tf.select(better, none, tf.math.add(sinceBest, one));
    var wait = tf.select(better, none, tf.math.add(waited, one));
    var still = tf.math.greaterEqual(wait, tf.constant((long) patience));
    var more = tf.math.add(plateaus, tf.dtypes.cast(still, TInt64.class));
    var again = tf.select(still, none, wait);
    // no variable may change before all have been read
    Ops read = tf.withControlDependencies(List.of(newBest, since, more, again));
    hear =
        tf.withControlDependencies(
                List.of(
                    read.assign(best, newBest),
                    read.assign(sinceBest, since),
                    read.assign(waited, again),
                    read.assign(plateaus, more)))
            .noOp();
  }

  /** How often the score has stood still, a scalar. */
  Operand<TInt64> plateaus() {
    return plateaus;
  }

  /**
   * Takes the score of one more epoch.
   *
   * @param of the test images, at least 0: more is better
   */
  void hear(Session session, double of) {
    try (TFloat64 value = TFloat64.scalarOf(of)) {
      session.runner().feed(score, value).addTarget(hear).run().close();
    }
  }

  /** Returns the number of epochs since the best score. */
  public long sinceBest(Session session) {
    try (Result result = session.runner().fetch(sinceBest).run()) {
      return ((TInt64) result.get(0)).getLong();
    }
  }
}
