package org.convzoo.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.convzoo.ops.augment.sample.Sample;
import org.convzoo.train.data.ImageSet;
import org.convzoo.train.internal.input.Reading;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/** Batches of a set of 11 images, of which image n has n + 1 rows of 5 pixels, all of them n. */
class SampleBatchesTest {

  private static final int SIZE = 11;
  private static final int BATCH = 4;
  private static final int PER_EPOCH = 3; // of 4, 4 and 3

  private record Stairs() implements ImageSet {

    @Override
    public int size() {
      return SIZE;
    }

    @Override
    public int channels() {
      return 1;
    }

    @Override
    public List<TType> content() {
      return List.of();
    }

    @Override
    public Sample sample(Ops tf, List<Operand<?>> content, Operand<TInt64> number) {
      Operand<TInt32> label = tf.dtypes.cast(number, TInt32.class);
      var size =
          tf.stack(List.of(tf.math.add(label, tf.constant(1)), tf.constant(5), tf.constant(1)));
      Operand<TFloat32> image = tf.fill(size, tf.dtypes.cast(number, TFloat32.class));
      return new Sample(image, label);
    }
  }

  @Test
  void imagesOfAllSizesComeInBatchesOfOne() {
    List<List<Integer>> epoch = read(BATCH, null, 0, PER_EPOCH);
    assertEquals(List.of(List.of(0, 1, 2, 3), List.of(4, 5, 6, 7), List.of(8, 9, 10)), epoch);
  }

  @Test
  void epochHasEveryImageOnceAndEachEpochItsOwnOrder() {
    List<List<Integer>> batches = read(BATCH, 7L, 0, 2 * PER_EPOCH);
    List<Integer> first = batches.subList(0, 3).stream().flatMap(List::stream).toList();
    List<Integer> second = batches.subList(3, 6).stream().flatMap(List::stream).toList();
    assertEquals(all(), first.stream().sorted().toList());
    assertEquals(all(), second.stream().sorted().toList());
    assertNotEquals(first, second);
    assertEquals(3, batches.get(2).size());
    assertEquals(3, batches.get(5).size());
  }

  @Test
  void readingStartsAtAnyBatchAsIfItHadArrivedThere() {
    List<List<Integer>> straight = read(BATCH, 7L, 0, 8);
    for (int from = 1; from < 8; from++) {
      assertEquals(straight.subList(from, 8), read(BATCH, 7L, from, 8 - from));
    }
  }

  @Test
  void aSetSmallerThanABatchIsOneBatch() {
    assertEquals(List.of(all(), all()), read(64, null, 0, 2));
  }

  private static List<Integer> all() {
    return IntStream.range(0, SIZE).boxed().toList();
  }

  private static List<List<Integer>> read(int size, Long seed, long first, int count) {
    int perEpoch = size == BATCH ? PER_EPOCH : 1;
    return new Reading(new Stairs(), 3, size, perEpoch, SampleBatchesTest::numbers)
        .read(seed, first, count);
  }

  private static List<Integer> numbers(TFloat32 images, TInt32 labels) {
    int n = (int) labels.size();
    assertEquals(Shape.of(n, 3, 3, 1), images.shape());
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      assertEquals(labels.getInt(i) / 255f, images.getFloat(i, 2, 2, 0), 1e-6f);
      numbers.add(labels.getInt(i));
    }
    return numbers;
  }
}
