package org.convzoo.train.evaluate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.convzoo.graphs.task.Metric;
import org.convzoo.graphs.task.Scoring;
import org.tensorflow.Result;
import org.tensorflow.types.TFloat32;

/** What an evaluation sums up over its images. */
final class EvaluationSums {

  private final Scoring.Tally tally;
  private double loss;
  private long images;

  EvaluationSums(Scoring.Tally tally) {
    this.tally = tally;
  }

  /**
   * Adds a batch.
   *
   * @param result its mean loss, and what the tally takes
   * @param own how many images it has; without any, it is there for the shape alone
   */
  void add(Result result, int own) {
    if (own > 0) {
      loss += (double) ((TFloat32) result.get(0)).getFloat() * own;
      tally.add(IntStream.range(1, result.size()).mapToObj(result::get).toList());
      images += own;
    }
  }

  /**
   * Adds what other processes have summed up.
   *
   * @param together sums up over all processes, number by number; counts below 2^53 stay exact
   */
  void addUp(UnaryOperator<double[]> together) {
    List<long[]> counts = tally.sums();
    DoubleStream counted = counts.stream().flatMapToLong(LongStream::of).asDoubleStream();
    double[] sums =
        together.apply(DoubleStream.concat(DoubleStream.of(loss, images), counted).toArray());
    loss = sums[0];
    images = (long) sums[1];
    int at = 2;
    for (long[] count : counts) {
      for (int i = 0; i < count.length; i++) {
        count[i] = (long) sums[at++];
      }
    }
  }

  Score score(List<Metric> measures) {
    Map<Metric, Double> values = new LinkedHashMap<>();
    for (Metric measure : measures) {
      values.put(measure, tally.metrics().get(values.size()));
    }
    return new Score(images, loss / images, values, tally.confusion());
  }
}
