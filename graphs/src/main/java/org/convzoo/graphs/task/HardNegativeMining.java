package org.convzoo.graphs.task;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.nn.TopK;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/** Which of many answers a loss looks at. */
public final class HardNegativeMining {

  private HardNegativeMining() {}

  /**
   * Picks as many negatives as there are positives, or all where there are fewer: half of them at
   * random among the hard ones, which are those with the largest losses, and the others at random
   * among the rest.
   *
   * @param positive [T], 1 for a positive, else 0
   * @param negative [T], 1 for a negative, else 0
   * @param loss [T], at least 0
   * @param hard how many of the T count as hard: one of so many
   * @param seeds two numbers that the choice is a function of
   * @return [T], 1 for what was picked, else 0
   */
  public static Operand<TFloat32> balanced(
      Ops tf,
      Operand<TFloat32> positive,
      Operand<TFloat32> negative,
      Operand<TFloat32> loss,
      int hard,
      Operand<TInt64> seeds) {
    Operand<TFloat32> chance = tf.random.statelessRandomUniform(tf.shape(loss), seeds);
    Operand<TInt32> wanted = count(tf, positive);
    Operand<TInt32> some = tf.math.div(tf.size(loss), tf.constant(hard));
    Operand<TFloat32> worst = largest(tf, loss, negative, some);
    Operand<TFloat32> first = largest(tf, chance, worst, tf.math.div(wanted, tf.constant(2)));
    Operand<TFloat32> rest = tf.math.sub(negative, worst);
    return tf.math.add(first, largest(tf, chance, rest, tf.math.sub(wanted, count(tf, first))));
  }

  /** 1 for the {@code k} largest of the {@code values} that {@code mask} has a 1 for. */
  private static Operand<TFloat32> largest(
      Ops tf, Operand<TFloat32> values, Operand<TFloat32> mask, Operand<TInt32> k) {
    Operand<TFloat32> masked =
        tf.select(
            tf.math.greater(mask, tf.constant(0f)), values, tf.math.sub(mask, tf.constant(1f)));
    Operand<TInt32> at =
        tf.nn.topK(masked, tf.math.minimum(k, tf.size(values)), new TopK.Options[0]).indices();
    var ones = tf.fill(tf.shape(at), tf.constant(1f));
    Operand<TFloat32> picked =
        tf.scatterNd(tf.expandDims(at, tf.constant(1)), ones, tf.shape(values));
    return tf.math.mul(picked, mask);
  }

  private static Operand<TInt32> count(Ops tf, Operand<TFloat32> mask) {
    return tf.dtypes.cast(tf.sum(mask, tf.constant(0)), TInt32.class);
  }
}
