package org.convzoo.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.convzoo.graphs.Task;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;

/** An epoch's last batch may be smaller than the others. */
class EpochSumsTest {

  @Test
  void everyImageWeighsTheSame() {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      EpochSums sums = EpochSums.draw(tf);
      add(tf, session, sums, 1, 3, 4);
      add(tf, session, sums, 6, 0, 1);
      assertSums(session, sums, 1 * 4 + 6 * 1, 3, 5);
      Session.Runner runner = session.runner();
      for (Op each : sums.reset(tf)) {
        runner.addTarget(each);
      }
      runner.run().close();
      assertSums(session, sums, 0, 0, 0);
    }
  }

  private static void add(
      Ops tf, Session session, EpochSums sums, float loss, long right, long images) {
    var given = new Task.Answers(tf.constant(right), tf.constant(images));
    Session.Runner runner = session.runner();
    sums.add(tf, tf.constant(loss), given, tf.constant(images)).forEach(runner::addTarget);
    runner.run().close();
  }

  private static void assertSums(
      Session session, EpochSums sums, double loss, long right, long images) {
    try (Result result =
        session
            .runner()
            .fetch(sums.loss())
            .fetch(sums.right())
            .fetch(sums.answers())
            .fetch(sums.images())
            .run()) {
      assertEquals(loss, ((TFloat64) result.get(0)).getDouble());
      assertEquals(right, ((TInt64) result.get(1)).getLong());
      assertEquals(images, ((TInt64) result.get(2)).getLong());
      assertEquals(images, ((TInt64) result.get(3)).getLong());
    }
  }
}
