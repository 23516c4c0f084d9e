package org.convzoo.train.step;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.convzoo.graphs.task.Task;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt64;

/** An epoch's last batch may be smaller than the others. */
class EpochSumsTest {

  @Test
  void everyImageWeighsTheSame() {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      EpochSums sums = EpochSums.build(tf, List.of("first", "second"));
      add(tf, session, sums, 4, head(tf, 1, 3, 4), head(tf, 2, 2, 4), head(tf, 3, 1, 4));
      add(tf, session, sums, 1, head(tf, 6, 0, 1), head(tf, 7, 1, 1), head(tf, 8, 0, 1));
      assertEquals(
          List.of(
              new EpochResult.Head((1 * 4 + 6 * 1) / 5.0, 3 / 5.0),
              new EpochResult.Head((2 * 4 + 7 * 1) / 5.0, 3 / 5.0),
              new EpochResult.Head((3 * 4 + 8 * 1) / 5.0, 1 / 5.0)),
          sums.means(session));
      Session.Runner runner = session.runner();
      for (Op each : sums.reset(tf)) {
        runner.addTarget(each);
      }
      runner.run().close();
      try (Result result = session.runner().fetch(sums.images()).run()) {
        assertEquals(0, ((TInt64) result.get(0)).getLong());
      }
      add(tf, session, sums, 2, head(tf, 4, 1, 2), head(tf, 5, 2, 2), head(tf, 6, 0, 2));
      assertEquals(
          List.of(
              new EpochResult.Head(4, 0.5), new EpochResult.Head(5, 1), new EpochResult.Head(6, 0)),
          sums.means(session));
    }
  }

  private static HeadResult head(Ops tf, float loss, long right, long answers) {
    var given = new Task.Answers(tf.constant(right), tf.constant(answers));
    return new HeadResult(tf.constant(loss), given);
  }

  private static void add(
      Ops tf, Session session, EpochSums sums, long images, HeadResult... heads) {
    Session.Runner runner = session.runner();
    sums.add(tf, List.of(heads), tf.constant(images)).forEach(runner::addTarget);
    runner.run().close();
  }
}
