package org.convzoo.train.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.convzoo.ops.augment.sample.Sample;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/** A set without some of its images; the rest are renumbered. */
public final class FilteredImageSet implements ImageSet {

  private final ImageSet set;
  private final long[] kept;
  private final TInt64 numbers;

  /**
   * Leaves images out.
   *
   * @param set closed with this one, which it may have been before
   * @throws DataException if none remains
   */
  public FilteredImageSet(ImageSet set, Set<Long> leftOut) {
    this.set = set;
    this.kept = LongStream.range(0, set.size()).filter(n -> !leftOut.contains(n)).toArray();
    if (kept.length == 0) {
      throw new DataException("no image remains");
    }
    this.numbers = TInt64.vectorOf(kept);
  }

  @Override
  public int size() {
    return kept.length;
  }

  @Override
  public int channels() {
    return set.channels();
  }

  @Override
  public Optional<Path> file(int number) {
    return set.file((int) kept[number]);
  }

  @Override
  public String where(int number) {
    return set.where((int) kept[number]);
  }

  @Override
  public Optional<List<Annotation>> annotations() {
    return set.annotations()
        .map(all -> LongStream.of(kept).mapToObj(number -> all.get((int) number)).toList());
  }

  @Override
  public List<TType> content() {
    List<TType> content = new ArrayList<>(List.of(numbers));
    content.addAll(set.content());
    return content;
  }

  @Override
  public Sample sample(Ops tf, List<Operand<?>> content, Operand<TInt64> number) {
    Operand<TInt64> all = content.get(0).asOutput().expect(TInt64.class);
    return set.sample(
        tf, content.subList(1, content.size()), tf.gather(all, number, tf.constant(0)));
  }
}
