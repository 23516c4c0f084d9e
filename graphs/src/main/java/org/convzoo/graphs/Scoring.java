package org.convzoo.graphs;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.tensorflow.Operand;
import org.tensorflow.Tensor;
import org.tensorflow.types.TInt64;

/**
 * What an evaluation asks of each batch, and how it comes to a score.
 *
 * @param perBatch what to fetch
 * @param tally makes an empty tally, one for each evaluation
 */
public record Scoring(List<Operand<?>> perBatch, Supplier<Tally> tally) {

  public Scoring {
    perBatch = List.copyOf(perBatch);
  }

  /** Gathers what batches say. */
  public interface Tally {

    /** Takes what was fetched of a batch, in the order of {@link Scoring#perBatch}. */
    void add(List<Tensor> batch);

    /** Returns the value of each of {@link Task#measures}, in their order. */
    List<Double> measures();
  }

  /**
   * A scoring by sums over all batches.
   *
   * @param sums of one batch, each of a shape that all batches share
   * @param measures from the sums over all batches, each as its elements row by row
   */
  static Scoring bySums(List<Operand<TInt64>> sums, Function<List<long[]>, List<Double>> measures) {
    return new Scoring(List.copyOf(sums), () -> new Sums(measures));
  }

  private static final class Sums implements Tally {
    private final Function<List<long[]>, List<Double>> measures;
    private final List<long[]> sums = new ArrayList<>();

    Sums(Function<List<long[]>, List<Double>> measures) {
      this.measures = measures;
    }

    @Override
    public void add(List<Tensor> batch) {
      for (int i = 0; i < batch.size(); i++) {
        long[] more = new long[Math.toIntExact(batch.get(i).shape().size())];
        batch.get(i).asRawTensor().data().asLongs().read(more);
        if (sums.size() == i) {
          sums.add(more);
        } else {
          for (int k = 0; k < more.length; k++) {
            sums.get(i)[k] += more[k];
          }
        }
      }
    }

    @Override
    public List<Double> measures() {
      return measures.apply(sums);
    }
  }
}
