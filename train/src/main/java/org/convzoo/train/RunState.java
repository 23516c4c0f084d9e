package org.convzoo.train;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.convzoo.train.run.Checkpoints;
import org.convzoo.train.run.Run;
import org.convzoo.train.run.VariableShapes;
import org.convzoo.train.step.DivergedException;
import org.convzoo.train.step.EpochResult;
import org.convzoo.train.step.FiniteCheck;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** What a training keeps on disk, so that it can go on: its checkpoints and metrics.csv. */
final class RunState {

  private final Run run;
  private final List<String> auxiliary;
  private final TrainingListener listener;
  private final boolean keeps;
  private final Ops root;
  private final Checkpoints checkpoints;
  private final FiniteCheck finiteVariables;
  private MetricsFile metrics;
  private long savedStep = -1;

  /**
   * Builds the check that nothing is saved that is not finite.
   *
   * @param root of a graph in which all variables of the training are
   * @param auxiliary the names of the heads besides the main one
   * @param keeps whether checkpoints are written, as one process of those that train together does
   */
  RunState(Run run, Ops root, List<String> auxiliary, TrainingListener listener, boolean keeps) {
    this.keeps = keeps;
    this.run = run;
    this.auxiliary = auxiliary;
    this.listener = listener;
    this.root = root;
    finiteVariables = FiniteCheck.ofVariables(root.withSubScope("finite_variables"), graph(root));
    Map<String, Shape> all = VariableShapes.of(graph(root));
    checkpoints = run.checkpoints(() -> all);
  }

  /**
   * Gives the variables the values of the newest whole checkpoint.
   *
   * @return whether there is one; a run without any begins
   * @throws IOException if those there are cannot be used
   */
  boolean restore(Session session) throws IOException {
    checkpoints.recover();
    Optional<Checkpoints.Checkpoint> last = checkpoints.last(listener::warning);
    if (last.isEmpty()) {
      metrics = metrics(last);
      return false;
    }
    try (Checkpoints.Checkpoint checkpoint = last.get()) {
      restore(session, checkpoint);
      savedStep = checkpoint.step();
      prune(); // it may have been killed before it could
      metrics = metrics(last);
      return true;
    }
  }

  private static Graph graph(Ops tf) {
    return (Graph) tf.scope().env();
  }

  private MetricsFile metrics(Optional<Checkpoints.Checkpoint> from) throws IOException {
    return new MetricsFile(
        run,
        run.recipe().architecture().spec().task().metrics(),
        auxiliary,
        from,
        listener::warning);
  }

  private static void restore(Session session, Checkpoints.Checkpoint checkpoint)
      throws IOException {
    try {
      session.restore(checkpoint.prefix());
    } catch (RuntimeException e) { // TensorFlow's have no class in common
      throw new IOException(
          "%s holds no variables of this network and optimizer: %s"
              .formatted(checkpoint.folder(), e.getMessage()),
          e);
    }
  }

  /** Adds an epoch's line. */
  void add(EpochResult result) throws IOException {
    metrics.add(result);
  }

  /**
   * Writes a checkpoint.
   *
   * @param score by which it is better than another, or null in the middle of an epoch
   * @throws DivergedException if a variable is NaN or infinite; then nothing is written
   */
  void save(Session session, long step, Double score) throws IOException {
    finiteVariables
        .firstBad(session)
        .ifPresent(
            bad -> {
              throw diverged("after step %,d %s is not finite".formatted(step, bad));
            });
    if (keeps) {
      checkpoints.save(step, score, metrics.text(), session::save);
      prune();
    }
    savedStep = step;
  }

  /** Returns the step of the newest checkpoint, or -1 where there is none. */
  long savedStep() {
    return savedStep;
  }

  private void prune() throws IOException {
    checkpoints.prune(run.recipe().checkpoint().keep());
  }

  /** Looks where the numbers of a step go wrong, before which the session stands. */
  DivergedException diverged(Session session, Operand<TFloat32> loss, long step) {
    String bad =
        FiniteCheck.before(root.withSubScope("finite"), graph(root), loss)
            .firstBad(session)
            .map(
                "the first tensor of step %,d that is not finite is %%s".formatted(step + 1)
                    ::formatted)
            .orElse("but it was when step %,d was taken again".formatted(step + 1));
    return diverged("the loss is not finite: " + bad);
  }

  private DivergedException diverged(String what) {
    String kept =
        savedStep < 0
            ? "there is no checkpoint yet"
            : "the checkpoint of step %,d is kept".formatted(savedStep);
    return new DivergedException(
        "%s; %s: try a lower learning_rate.base, a warmup or gradients.clip_norm"
            .formatted(what, kept));
  }
}
