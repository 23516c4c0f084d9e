package org.convzoo.train;

import org.convzoo.ops.Variables;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** What this machine reaches at its best, beside which a network's speed is to be seen. */
public final class Ceiling {

  private static final long SIDE = 2048;
  private static final int TRIES = 10;

  private Ceiling() {}

  /**
   * Measures the product of two matrices of 2048x2048, and takes the best of ten.
   *
   * @param threads for the CPU's ops, or 0 for as many as there are cores
   * @return 1e9 operations a second; a multiply-add is two
   * @throws NoGpuException if a GPU is asked for and there is none that TensorFlow can use
   */
  public static double gflops(Devices.Choice device, int threads, Precision precision) {
    try (Graph graph = new Graph()) {
      Ops tf = Variables.restored(graph).root();
      Op product = tf.linalg.matMul(matrix(tf, 1), matrix(tf, 2));
      try (Session session = new Session(graph, Devices.config(device, threads, precision))) {
        session.initialize();
        double best = 0;
        for (int i = 0; i < TRIES; i++) {
          long start = System.nanoTime();
          session.runner().addTarget(product).run().close();
          best = Math.max(best, 2.0 * SIDE * SIDE * SIDE / (System.nanoTime() - start));
        }
        return best;
      }
    }
  }

  private static Operand<TFloat32> matrix(Ops tf, long seed) {
    Ops init = tf.withInitScope();
    var key = init.constant(new long[] {seed, 0});
    var start = init.random.statelessRandomNormal(init.constant(new long[] {SIDE, SIDE}), key);
    Operand<TFloat32> matrix = tf.variable(Shape.of(SIDE, SIDE), TFloat32.class);
    init.assign(matrix, start);
    return matrix;
  }
}
