package org.convzoo.train.hardware;

import org.convzoo.UsageException;
import org.convzoo.ops.Variables;
import org.convzoo.train.recipe.Precision;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * What a machine reaches at its best, beside which a network's speed is to be seen.
 *
 * @param gflops 1e9 operations a second; a multiply-add is two
 * @param gigabytes 1e9 bytes a second, read and written
 */
public record PeakThroughput(double gflops, double gigabytes) {

  private static final long SIDE = 2048;
  private static final long LENGTH = 1 << 26; // 256 MiB: no cache holds it
  private static final int TRIES = 10;

  public PeakThroughput {
    if (!(gflops > 0 && gigabytes > 0 && gflops + gigabytes < Double.POSITIVE_INFINITY)) {
      throw new UsageException(
          "GFLOP/s and GB/s must be above 0, got %s and %s", gflops, gigabytes);
    }
  }

  /**
   * Measures this machine: the product of two matrices of 2048x2048, and the addition of 256 MiB of
   * numbers to as many, which reads both and writes one of them; of each the best of ten.
   *
   * @param threads for the CPU's ops, or 0 for as many as there are cores
   * @param precision of products
   * @throws NoGpuException if a GPU is asked for and there is none that TensorFlow can use
   */
  public static PeakThroughput measured(Devices.Choice device, int threads, Precision precision) {
    try (Graph graph = new Graph()) {
      Ops tf = Variables.restored(graph).root();
      Op product = tf.linalg.matMul(matrix(tf, 1), matrix(tf, 2));
      Op sum = tf.assignAdd(ones(tf), ones(tf));
      try (Session session = new Session(graph, Devices.config(device, threads, precision))) {
        session.initialize();
        double flops = 2.0 * SIDE * SIDE * SIDE;
        return new PeakThroughput(
            flops / nanoseconds(session, product), 3.0 * 4 * LENGTH / nanoseconds(session, sum));
      }
    }
  }

  private static long nanoseconds(Session session, Op op) {
    long best = Long.MAX_VALUE;
    for (int i = 0; i < TRIES; i++) {
      long start = System.nanoTime();
      session.runner().addTarget(op).run().close();
      best = Math.min(best, System.nanoTime() - start);
    }
    return best;
  }

  private static Operand<TFloat32> matrix(Ops tf, long seed) {
    Ops init = tf.withInitScope();
    var key = init.constant(new long[] {seed, 0});
    return InitializedVariable.at(
        tf, init.random.statelessRandomNormal(init.constant(new long[] {SIDE, SIDE}), key));
  }

  private static Operand<TFloat32> ones(Ops tf) {
    Ops init = tf.withInitScope();
    return InitializedVariable.at(
        tf, init.fill(init.constant(new long[] {LENGTH}), init.constant(1f)));
  }
}
