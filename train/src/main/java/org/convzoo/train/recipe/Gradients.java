package org.convzoo.train.recipe;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import org.convzoo.Require;
import org.convzoo.UsageException;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * What is done to gradients before the optimiser sees them.
 *
 * @param accumulate batches whose mean gradient makes one update, at least 1, or null for 1
 * @param clipNorm the largest norm of all gradients together, above 0, or null for any: larger ones
 *     are scaled down to it (Pascanu et al., ICML 2013, algorithm 1)
 * @param clipValue the largest absolute value of an element, above 0, or null for any
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Gradients(Integer accumulate, Double clipNorm, Double clipValue) {

  static final Gradients AS_THEY_ARE = new Gradients(null, null, null);

  public Gradients {
    accumulate = accumulate == null ? 1 : accumulate;
    Require.atLeast(1, "accumulate", accumulate);
    requirePositive("clip_norm", clipNorm);
    requirePositive("clip_value", clipValue);
    if (clipNorm != null && clipValue != null) {
      throw new UsageException("clip_norm and clip_value exclude each other");
    }
  }

  private static void requirePositive(String key, Double value) {
    if (value != null && !(value > 0)) {
      throw new UsageException(key + " must be above 0, got " + value);
    }
  }

  /** Builds the clipping. */
  public List<Operand<TFloat32>> clipped(Ops tf, List<Operand<TFloat32>> gradients) {
    if (clipValue != null) {
      Operand<TFloat32> most = tf.constant(clipValue.floatValue());
      Operand<TFloat32> least = tf.math.neg(most);
      return gradients.stream()
          .<Operand<TFloat32>>map(g -> tf.clipByValue(g, least, most))
          .toList();
    }
    if (clipNorm != null) {
      Operand<TFloat32> most = tf.constant(clipNorm.floatValue());
      var halves = gradients.stream().<Operand<TFloat32>>map(g -> tf.nn.l2Loss(g)).toList();
      // AddN begins with whichever input it can reuse: its last bits are left to chance.
      var sum = tf.reduceSum(tf.stack(halves), tf.constant(0));
      var norm = tf.math.sqrt(tf.math.mul(sum, tf.constant(2f)));
      var scale = tf.math.div(most, tf.math.maximum(norm, most));
      return gradients.stream().<Operand<TFloat32>>map(g -> tf.math.mul(g, scale)).toList();
    }
    return gradients;
  }
}
