package org.convzoo.train.step;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.convzoo.UsageException;
import org.convzoo.ops.Variable;
import org.convzoo.train.internal.input.Batches;
import org.convzoo.train.run.LayerNorms;
import org.convzoo.train.run.Run;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;

/**
 * Euclidean norms of the gradient and of the update of each layer's kernel, at every 20th step.
 *
 * <p>The gradients of such a step are computed twice, once to be looked at: so the step itself is
 * computed by the operations of an unwatched training, and comes to the same bits.
 */
public final class GradientWatch {

  private static final int STEPS_BETWEEN = 20;

  private final int every;
  private final int offset;
  private final List<Variable> kernels;
  private final List<Operand<TFloat32>> copies = new ArrayList<>();
  private final List<Placeholder<TFloat32>> before = new ArrayList<>();
  private final Operand<TFloat64> gradients;
  private final Operand<TFloat64> weights;
  private final Operand<TFloat64> updates;
  private final LayerNorms file;
  private final Summaries summaries;

  /**
   * Builds the norms of a training.
   *
   * @param tf ops below a scope of their own
   * @param accumulate batches that make one update: the last of them is looked at
   * @throws IllegalArgumentException if all kernels are frozen
   */
  public GradientWatch(Ops tf, TrainingGraph training, Run run, int accumulate) {
    every = accumulate * ((STEPS_BETWEEN + accumulate - 1) / accumulate);
    offset = accumulate - 1;
    List<Variable> moved = training.variables().trainable();
    kernels = moved.stream().filter(v -> v.role() == Variable.Role.KERNEL).toList();
    if (kernels.isEmpty()) {
      throw new UsageException("all kernels are frozen: there is no gradient to watch");
    }
    List<Operand<TFloat64>> gradient = new ArrayList<>();
    List<Operand<TFloat64>> weight = new ArrayList<>();
    List<Operand<TFloat64>> update = new ArrayList<>();
    for (Variable kernel : kernels) {
      gradient.add(norm(tf, training.gradients().get(moved.indexOf(kernel))));
      var copy = tf.placeholder(TFloat32.class, Placeholder.shape(kernel.shape()));
      copies.add(tf.deepCopy(kernel.value())); // which no later step moves
      before.add(copy);
      weight.add(norm(tf, copy));
      update.add(norm(tf, tf.math.sub(kernel.value(), copy)));
    }
    gradients = tf.stack(gradient);
    weights = tf.stack(weight);
    updates = tf.stack(update);
    file = LayerNorms.of(run);
    List<String> tags = new ArrayList<>();
    for (String layer : layers()) {
      tags.addAll(List.of("gradients/" + layer, "updates/" + layer));
    }
    summaries = new Summaries(tf, run.folder(), tags);
  }

  /** In double precision: squares of small gradients are 0 in float32. */
  private static Operand<TFloat64> norm(Ops tf, Operand<TFloat32> values) {
    var half = tf.nn.l2Loss(tf.dtypes.cast(values, TFloat64.class));
    return tf.math.sqrt(tf.math.mul(half, tf.constant(2.0)));
  }

  /** The scopes of the kernels, in the order of the network. */
  private List<String> layers() {
    return kernels.stream().map(k -> k.name().replaceFirst("/[^/]*$", "")).toList();
  }

  /** Opens the files, and forgets what they say of {@code step} and after. */
  public void open(Session session, long step) throws IOException {
    file.open(step);
    summaries.open(session);
  }

  /** Whether a step, 0 at the first, is looked at. */
  public boolean isDue(long step) {
    return step % every == offset;
  }

  /** Looks at a step that is about to be taken, and makes its batch the next one again. */
  public Result before(Session session, Batches batches, long step) {
    Session.Runner runner = session.runner().fetch(gradients);
    copies.forEach(runner::fetch);
    Result seen = batches.run(runner, step);
    batches.start(session, step);
    return seen;
  }

  /** Writes what a step that was taken has come to. */
  public void after(Session session, long step, Result seen) throws IOException {
    Session.Runner runner = session.runner().fetch(updates).fetch(weights);
    for (int i = 0; i < kernels.size(); i++) {
      runner.feed(before.get(i), seen.get(i + 1));
    }
    try (Result now = runner.run()) {
      TFloat64 gradient = (TFloat64) seen.get(0);
      TFloat64 update = (TFloat64) now.get(0);
      TFloat64 weight = (TFloat64) now.get(1);
      List<LayerNorms.Row> rows = new ArrayList<>();
      Map<String, Double> points = new HashMap<>();
      for (String layer : layers()) {
        int i = rows.size();
        double size = gradient.getDouble(i);
        double move = update.getDouble(i);
        rows.add(new LayerNorms.Row(step, layer, size, move, weight.getDouble(i)));
        points.put("gradients/" + layer, size);
        points.put("updates/" + layer, move);
      }
      file.add(rows);
      summaries.write(session, step, points);
    }
  }

  /** Writes out what TensorBoard's file is still waiting for. */
  public void flush(Session session) {
    summaries.flush(session);
  }
}
