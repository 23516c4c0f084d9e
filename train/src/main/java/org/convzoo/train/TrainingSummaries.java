package org.convzoo.train;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.convzoo.graphs.task.Metric;
import org.convzoo.train.run.Run;
import org.convzoo.train.step.EpochResult;
import org.convzoo.train.step.HeadResult;
import org.convzoo.train.step.Summaries;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;

/**
 * The curves of a training in TensorBoard: at every 20th step loss and accuracy of the batch, at
 * the end of each epoch the learning rate and the score on the validation (else the test) images.
 */
final class TrainingSummaries {

  private static final int STEPS_BETWEEN = 20;

  private final String validation;
  private final List<String> auxiliary;
  private final Summaries summaries;

  /**
   * Builds the writer.
   *
   * @param measures of the network's task
   * @param auxiliary the names of the heads besides the main one
   */
  TrainingSummaries(Ops tf, Run run, List<Metric> measures, List<String> auxiliary) {
    this.validation = run.recipe().validationName() + "_";
    this.auxiliary = auxiliary;
    List<String> tags = new ArrayList<>(List.of("loss", "accuracy", "learning_rate"));
    tags.add(validation + "loss");
    measures.stream().filter(Metric::everyEpoch).forEach(m -> tags.add(validation + m.key()));
    auxiliary.forEach(name -> tags.addAll(List.of(name + "_loss", name + "_accuracy")));
    summaries = new Summaries(tf, run.folder(), tags);
  }

  void open(Session session) {
    summaries.open(session);
  }

  /** Writes what came of each head of a step, the main one first, if it is the step's turn. */
  void step(Session session, long step, List<EpochResult.Head> heads) {
    if (step % STEPS_BETWEEN != 0) {
      return;
    }
    Map<String, Double> points = new HashMap<>();
    points.put("loss", heads.get(0).loss());
    points.put("accuracy", heads.get(0).accuracy());
    HeadResult.byName(auxiliary, heads)
        .forEach(
            (name, head) -> {
              points.put(name + "_loss", head.loss());
              points.put(name + "_accuracy", head.accuracy());
            });
    summaries.write(session, step, points);
  }

  /** Writes what an epoch came to. */
  void epoch(Session session, EpochResult result) {
    Map<String, Double> points = new HashMap<>();
    points.put(validation + "loss", result.validation().loss());
    points.put("learning_rate", (double) result.learningRate());
    result
        .validation()
        .everyEpoch()
        .forEach((measure, value) -> points.put(validation + measure.key(), value));
    summaries.write(session, result.step(), points);
    summaries.flush(session);
  }

  void flush(Session session) {
    summaries.flush(session);
  }
}
