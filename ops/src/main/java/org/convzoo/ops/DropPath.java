package org.convzoo.ops;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Joins the columns of a fractal network by their mean and, in training, drops some: Larsson,
 * Maire, Shakhnarovich, ICLR 2017, section 3.
 *
 * <p>A fair coin decides for each step. Local: each join drops each of its inputs with a
 * probability, but never all. Global: one column, the same in all joins, is the only one; a join
 * that it does not pass through, which counts for nothing in that step, keeps all. The mean is over
 * what is left. All samples are functions of the seed, the step and the joins' names.
 */
public final class DropPath {

  private final Layers net;
  private final int columns;
  private final float rate;

  private DropPath(Layers net, int columns, float rate) {
    this.net = net;
    this.columns = columns;
    this.rate = rate;
  }

  /**
   * Starts the drop-path of a build.
   *
   * @param columns of the network
   * @param rate probability of a local drop, 0 to below 1
   */
  public static DropPath of(Layers net, int columns, float rate) {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException(
          "drop-path rate must be at least 0 and below 1, got " + rate);
    }
    return new DropPath(net, columns, rate);
  }

  /**
   * Joins columns of one shape, in a scope of its own. A single one is its own mean.
   *
   * @param deepest the last columns of the network, or all
   */
  public Flow join(String name, List<Flow> deepest) {
    Flow first = deepest.get(0);
    return deepest.size() == 1 ? first : first.scope(name, home -> home.at(mean(home, deepest)));
  }

  private Operand<TFloat32> mean(Flow home, List<Flow> joined) {
    Ops tf = home.tf();
    int n = joined.size();
    var shares =
        net.training() ? shares(tf, home.path(), n) : tf.fill(tf.array(n), tf.constant(1f / n));
    List<Operand<TFloat32>> parts = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      var share = tf.gather(shares, tf.constant(i), tf.constant(0));
      parts.add(tf.math.mul(joined.get(i).value(), share));
    }
    return tf.math.addN(parts);
  }

  /** What each of the last {@code n} columns counts for: 0 or one over the number kept. */
  private Operand<TFloat32> shares(Ops tf, String join, int n) {
    net.claim(join);
    var axis = tf.constant(0);
    var draws = uniform(tf, join, n);
    // the largest sample is kept even where it is below the rate
    var least = tf.math.minimum(tf.constant(rate), tf.max(draws, axis));
    var local = tf.dtypes.cast(tf.math.greaterEqual(draws, least), TFloat32.class);

    var common = uniform(tf, "drop_path", 2); // equal in all joins: the coin, the column
    var column =
        tf.dtypes.cast(
            tf.math.mul(tf.gather(common, tf.constant(1), axis), tf.constant((float) columns)),
            TInt32.class);
    var place = tf.math.sub(column, tf.constant(columns - n));
    var only = tf.oneHot(place, tf.constant(n), tf.constant(1f), tf.constant(0f)); // none below 0
    var global = tf.math.add(only, tf.math.sub(tf.constant(1f), tf.sum(only, axis)));

    var coin = tf.math.less(tf.gather(common, tf.constant(0), axis), tf.constant(0.5f));
    var kept = tf.select(coin, global, local);
    return tf.math.div(kept, tf.sum(kept, axis));
  }

  private Operand<TFloat32> uniform(Ops tf, String name, int n) {
    return tf.random.statelessRandomUniform(tf.array(n), net.randomSeeds(tf, name));
  }
}
