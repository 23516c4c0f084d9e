package org.convzoo.graphs.task;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
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

    /**
     * Returns what was summed up over the batches, where that is all that the tally keeps: whoever
     * adds to these arrays what was summed up elsewhere has one tally of both.
     */
    default List<long[]> sums() {
      return List.of();
    }

    /** Returns the value of each of {@link Task#metrics}, in their order. */
    List<Double> metrics();

    /** Returns the confusion matrix, where the task tells classes apart. */
    default Optional<Confusion> confusion() {
      return Optional.empty();
    }
  }

  /**
   * A scoring by sums over all batches.
   *
   * @param confusion of one batch, as {@link org.convzoo.graphs.task.Metrics#confusion} builds it
   * @param more sums of one batch, each a scalar
   * @param measures from the confusion and the other sums over all batches
   */
  static Scoring bySums(
      Operand<TInt64> confusion,
      List<Operand<TInt64>> more,
      BiFunction<Confusion, List<Long>, List<Double>> measures) {
    List<Operand<?>> sums = new ArrayList<>(List.of(confusion));
    sums.addAll(more);
    return new Scoring(sums, () -> new Sums(measures));
  }

  private static final class Sums implements Tally {
    private final BiFunction<Confusion, List<Long>, List<Double>> measures;
    private final List<long[]> sums = new ArrayList<>();

    Sums(BiFunction<Confusion, List<Long>, List<Double>> measures) {
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
    public List<long[]> sums() {
      return sums;
    }

    @Override
    public List<Double> metrics() {
      List<Long> more = sums.stream().skip(1).map(sum -> sum[0]).toList();
      return measures.apply(Confusion.of(sums.get(0)), more);
    }

    @Override
    public Optional<Confusion> confusion() {
      return Optional.of(Confusion.of(sums.get(0)));
    }
  }
}
