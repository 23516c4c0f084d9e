package org.convzoo.train.step;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.convzoo.train.hardware.InitializedVariable;
import org.convzoo.train.run.Checkpoints;
import org.convzoo.train.run.Run;
import org.convzoo.train.run.VariableShapes;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;

/**
 * What an epoch has summed up so far, in variables of the training graph.
 *
 * @param heads the main one and, where they are told apart, the auxiliary ones
 * @param answers how many answers each head gave
 * @param images how many it has seen
 */
public record EpochSums(List<OfHead> heads, Operand<TInt64> answers, Operand<TInt64> images) {

  /**
   * What has come of a head.
   *
   * @param loss the sum over the epoch's images of their loss
   * @param right how many of its answers were right
   */
  record OfHead(Operand<TFloat64> loss, Operand<TInt64> right) {}

  /**
   * Builds the sums of nothing.
   *
   * @param auxiliary the names of the heads besides the main one
   */
  static EpochSums build(Ops tf, List<String> auxiliary) {
    List<OfHead> heads = new ArrayList<>(List.of(head(tf, "epoch")));
    auxiliary.forEach(name -> heads.add(head(tf, "epoch_" + name)));
    return new EpochSums(
        List.copyOf(heads),
        InitializedVariable.zero(tf, "epoch_answers", TInt64.class),
        InitializedVariable.zero(tf, "epoch_images", TInt64.class));
  }

  private static OfHead head(Ops tf, String name) {
    return new OfHead(
        InitializedVariable.zero(tf, name + "_loss", TFloat64.class),
        InitializedVariable.zero(tf, name + "_right", TInt64.class));
  }

  /**
   * Builds the addition of a batch.
   *
   * @param batch what comes of each head
   * @param batchImages how many images it has
   */
  List<Operation> add(Ops tf, List<HeadResult> batch, Operand<TInt64> batchImages) {
    List<Operation> added = new ArrayList<>();
    var count = tf.dtypes.cast(batchImages, TFloat64.class);
    for (int i = 0; i < heads.size(); i++) {
      Operand<TFloat32> mean = batch.get(i).loss();
      var sum = tf.math.mul(tf.dtypes.cast(mean, TFloat64.class), count);
      added.add(tf.assignAdd(heads.get(i).loss, sum).op());
      added.add(tf.assignAdd(heads.get(i).right, batch.get(i).answers().right()).op());
    }
    added.add(tf.assignAdd(answers, batch.get(0).answers().all()).op());
    added.add(tf.assignAdd(images, batchImages).op());
    return added;
  }

  /** Whether a run tells its auxiliary heads apart: those that began before it was done do not. */
  public static boolean tellHeadsApart(Run run) throws IOException {
    if (run.recipe().architecture().auxiliaryWeight().isEmpty()) {
      return true;
    }
    try (Checkpoints.Checkpoint last = run.checkpoints(Map::of).last(damaged -> {}).orElse(null)) {
      return last == null
          || VariableShapes.ofFiles(last.prefix()).keySet().stream()
              .anyMatch(name -> name.matches(".*/epoch_.+_right"));
    }
  }

  /** Returns what each head has come to on the average. */
  List<EpochResult.Head> means(Session session) {
    Session.Runner runner = session.runner().fetch(answers).fetch(images);
    heads.forEach(head -> runner.fetch(head.loss).fetch(head.right));
    try (Result sums = runner.run()) {
      double all = ((TInt64) sums.get(0)).getLong();
      double seen = ((TInt64) sums.get(1)).getLong();
      List<EpochResult.Head> means = new ArrayList<>();
      for (int i = 2; i < sums.size(); i += 2) {
        double loss = ((TFloat64) sums.get(i)).getDouble() / seen;
        means.add(new EpochResult.Head(loss, ((TInt64) sums.get(i + 1)).getLong() / all));
      }
      return means;
    }
  }

  /** Builds the return to nothing. */
  List<Op> reset(Ops tf) {
    List<Op> zeros = new ArrayList<>();
    for (OfHead head : heads) {
      zeros.add(tf.assign(head.loss, tf.constant(0.0)));
      zeros.add(tf.assign(head.right, tf.constant(0L)));
    }
    zeros.add(tf.assign(answers, tf.constant(0L)));
    zeros.add(tf.assign(images, tf.constant(0L)));
    return zeros;
  }

  /** Returns how many images the epoch has seen. */
  public long imagesSeen(Session session) {
    try (Result result = session.runner().fetch(images).run()) {
      return ((TInt64) result.get(0)).getLong();
    }
  }
}
