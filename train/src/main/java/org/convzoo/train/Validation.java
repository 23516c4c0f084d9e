package org.convzoo.train;

import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.convzoo.ops.Layers;
import org.convzoo.ops.Variables;
import org.convzoo.train.cluster.Team;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.evaluate.Evaluation;
import org.convzoo.train.evaluate.Score;
import org.convzoo.train.recipe.BatchNormStatistics;
import org.convzoo.train.recipe.Recipe;
import org.convzoo.train.run.Run;
import org.convzoo.train.step.BatchNormPass;
import org.convzoo.train.step.TrainingGraph;
import org.tensorflow.Session;

/** The score of a network in training on the images by which its best weights are chosen. */
final class Validation {

  private final Evaluation evaluation;
  private final Optional<BatchNormPass> batchNormPass;
  private final int trainingImages;
  private final Team team;

  /**
   * Builds the network for inference and, where the recipe wants it, the pass that comes first.
   *
   * @param weights the network's, or their average
   * @param towerDevices where the network's towers stand; empty for TensorFlow's choice
   * @param team each of whose members goes over its share of the images
   */
  Validation(
      Variables weights,
      TrainingGraph training,
      Run run,
      DataSet data,
      List<String> towerDevices,
      Team team) {
    this.team = team;
    Recipe recipe = run.recipe();
    trainingImages = data.training().size();
    evaluation = new Evaluation(weights, run, data.validation(), towerDevices, team.shard());
    if (recipe.batchNorm().statistics() == BatchNormStatistics.RECOMPUTE) {
      Layers net =
          Layers.training(weights, training.step(), recipe.seed())
              .under("batch_norm")
              .towersOn(towerDevices);
      batchNormPass = Optional.of(BatchNormPass.of(run, data.training(), net));
    } else {
      batchNormPass = Optional.empty();
    }
  }

  /** Recomputes batch norm's statistics, if the recipe wants it, and then returns the score. */
  Optional<Score> run(Session session, TrainingListener listener, BooleanSupplier stop) {
    if (batchNormPass.isPresent()
        && !batchNormPass
            .get()
            .run(session, done -> listener.recomputing(done, trainingImages), stop)) {
      return Optional.empty();
    }
    return score(session, listener, stop);
  }

  /** Returns the score of the network as it stands, or nothing if it was stopped. */
  Optional<Score> score(Session session, TrainingListener listener, BooleanSupplier stop) {
    long of = evaluation.images();
    return evaluation.run(session, done -> listener.evaluating(done, of), stop, team::sum);
  }
}
