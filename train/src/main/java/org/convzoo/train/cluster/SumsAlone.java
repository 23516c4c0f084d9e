package org.convzoo.train.cluster;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.convzoo.ops.Towers;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ServerSession;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** What the sums of a step take while nothing is computed. */
final class SumsAlone {

  private SumsAlone() {}

  /**
   * Measures them, after one time that does not count.
   *
   * @param shapes of the tensors that are summed up over all processes
   * @param times at least 1
   * @return the median in seconds
   * @throws ClusterException if another process is lost
   */
  static double seconds(Worker worker, List<Shape> shapes, int times) {
    try (Graph graph = new Graph()) {
      Op sums = sums(Ops.create(graph), worker.collectives(), shapes);
      ServerSession opened = worker.open(graph);
      try {
        Session session = opened.session();
        session.initialize();
        take(worker, session, sums);
        double[] seconds = new double[times];
        for (int i = 0; i < times; i++) {
          long start = System.nanoTime();
          take(worker, session, sums);
          seconds[i] = 1e-9 * (System.nanoTime() - start);
        }
        Arrays.sort(seconds);
        return seconds[times / 2];
      } catch (RuntimeException e) {
        throw worker.explained(e);
      } finally {
        worker.close(opened);
      }
    }
  }

  /** A server's sessions share variables by their names: these have a scope of their own. */
  private static Op sums(Ops root, Collectives collectives, List<Shape> shapes) {
    Ops tf = root.withSubScope("sums_alone").withDevice(Towers.device("CPU:0"));
    Ops init = tf.withInitScope();
    List<Operand<TFloat32>> own = new ArrayList<>();
    for (Shape shape : shapes) {
      var tensor = tf.variable(shape, TFloat32.class);
      init.assign(tensor, init.zeros(init.constant(shape), TFloat32.class));
      own.add(tensor);
    }
    return tf.withControlDependencies(List.copyOf(collectives.sums(tf, own))).noOp();
  }

  private static void take(Worker worker, Session session, Op sums) {
    worker.patient(session.runner().addTarget(sums)).run().close();
    worker.heard();
  }
}
