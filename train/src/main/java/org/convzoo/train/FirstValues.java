package org.convzoo.train;

import java.io.IOException;
import java.util.Optional;
import org.convzoo.ops.Variables;
import org.convzoo.train.run.Run;
import org.convzoo.train.run.StartingWeights;
import org.tensorflow.Session;

/** Where a training's variables get their values: a checkpoint, other weights, or initialisers. */
final class FirstValues implements AutoCloseable {

  private final Run run;
  private final Optional<StartingWeights> weights;

  /**
   * Reads the weights that the recipe starts from, if the run has no checkpoint.
   *
   * @param trained the network's variables as gradients move them
   */
  FirstValues(Run run, Variables trained) throws IOException {
    this.run = run;
    this.weights =
        run.recipe().initFrom() == null || run.checkpoints().exist()
            ? Optional.empty()
            : Optional.of(StartingWeights.read(run, trained));
  }

  /** Gives the variables their values; returns whether the run goes on from a checkpoint. */
  boolean assign(Session session, Variables variables, RunState state, TrainingListener listener)
      throws IOException {
    if (state.restore(session)) {
      return true;
    }
    session.initialize();
    if (weights.isPresent()) {
      weights.get().assign(variables.root().withSubScope("start"), session);
      listener.started(run.recipe().initFrom(), weights.get().others());
    }
    return false;
  }

  @Override
  public void close() {
    weights.ifPresent(StartingWeights::close);
  }
}
