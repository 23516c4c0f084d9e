package org.convzoo.train.step;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.convzoo.UsageException;
import org.convzoo.ops.Layers;
import org.convzoo.train.data.ImageSet;
import org.convzoo.train.internal.input.Batches;
import org.convzoo.train.internal.input.InputTransform;
import org.convzoo.train.recipe.Recipe;
import org.convzoo.train.run.Run;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * Batch norm's statistics by a pass over all training images, with weights that stay: Ioffe and
 * Szegedy, ICML 2015, algorithm 2. Each is the mean of the batches' means or unbiased variances,
 * where a batch counts by its images.
 */
public final class BatchNormPass {

  private final Batches batches;
  private final List<Layers.Moment> moments;
  private final List<Placeholder<TFloat32>> values = new ArrayList<>();
  private final List<Op> assignments = new ArrayList<>();

  /**
   * Builds the pass of a run over images.
   *
   * @param net for training, in which nothing is built yet
   * @throws IllegalArgumentException if the network has no batch norm that training moves
   */
  public static BatchNormPass of(Run run, ImageSet images, Layers net) {
    Recipe recipe = run.recipe();
    Batches all =
        new Batches(
            net.tf().withSubScope("data"),
            images,
            InputTransform.of(run.preprocessing()),
            recipe.batchSize(),
            recipe.seed());
    recipe.architecture().build(net, all.images(), run.labels().size());
    if (net.moments().isEmpty()) {
      throw new UsageException(
          "batch_norm.statistics: recompute is for networks with batch norm that is not frozen: %s has none",
          recipe.network());
    }
    return new BatchNormPass(net, all);
  }

  /**
   * Builds the pass.
   *
   * @param net for training, in which a network is built over the images of {@code batches}
   */
  BatchNormPass(Layers net, Batches batches) {
    this.batches = batches;
    moments = net.moments();
    Ops tf = net.tf().withSubScope("statistics");
    for (Layers.Moment moment : moments) {
      var value = tf.placeholder(TFloat32.class, Placeholder.shape(moment.batch().shape()));
      values.add(value);
      assignments.add(tf.assign(moment.statistic(), value));
    }
  }

  /**
   * Passes over the images, and then gives every statistic its value.
   *
   * @param progress hears how many images are done
   * @param stop asked before each batch
   * @return whether it was not stopped; where it was, nothing has changed
   */
  public boolean run(Session session, LongConsumer progress, BooleanSupplier stop) {
    List<double[]> sums = new ArrayList<>();
    moments.forEach(moment -> sums.add(new double[(int) moment.batch().shape().size()]));
    batches.start(session, 0);
    long seen = 0;
    for (int batch = 0; batch < batches.perEpoch(); batch++) {
      if (stop.getAsBoolean()) {
        return false;
      }
      Session.Runner runner = session.runner();
      moments.forEach(moment -> runner.fetch(moment.batch()));
      int images = batches.sizeOf(batch);
      try (Result result = batches.run(runner, batch)) {
        for (int i = 0; i < sums.size(); i++) {
          TFloat32 found = (TFloat32) result.get(i);
          for (int c = 0; c < sums.get(i).length; c++) {
            sums.get(i)[c] += (double) images * found.getFloat(c);
          }
        }
      }
      seen += images;
      progress.accept(seen);
    }
    assign(session, sums, seen);
    return true;
  }

  private void assign(Session session, List<double[]> sums, long images) {
    List<TFloat32> fed = new ArrayList<>();
    try {
      Session.Runner runner = session.runner();
      for (int i = 0; i < sums.size(); i++) {
        float[] means = new float[sums.get(i).length];
        for (int c = 0; c < means.length; c++) {
          means[c] = (float) (sums.get(i)[c] / images);
        }
        TFloat32 value = TFloat32.tensorOf(Shape.of(means.length), DataBuffers.of(means));
        fed.add(value);
        runner.feed(values.get(i), value).addTarget(assignments.get(i));
      }
      runner.run().close();
    } finally {
      fed.forEach(TFloat32::close);
    }
  }
}
