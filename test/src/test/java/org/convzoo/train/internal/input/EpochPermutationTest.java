package org.convzoo.train.internal.input;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Ten images in batches of four: 4 + 4 + 2 in an epoch. */
class EpochPermutationTest {

  private static final long[] ALL = LongStream.range(0, 10).toArray();

  @Test
  void lastBatchOfAnEpochIsTheRest() {
    EpochPermutation order = new EpochPermutation(10, 4, 7L);
    assertEquals(3, order.perEpoch());
    assertEquals(2, new EpochPermutation(8, 4, 7L).perEpoch());
    assertEquals(1, new EpochPermutation(3, 4, 7L).perEpoch());
    int[] sizes = LongStream.range(0, 6).mapToInt(order::sizeOf).toArray();
    assertArrayEquals(new int[] {4, 4, 2, 4, 4, 2}, sizes);
  }

  @Test
  void withoutASeedImagesComeByTheirNumbers() {
    EpochPermutation order = new EpochPermutation(10, 4, null);
    assertArrayEquals(new long[] {0, 1, 2, 3}, order.numbersOf(0));
    assertArrayEquals(new long[] {4, 5, 6, 7}, order.numbersOf(1));
    assertArrayEquals(new long[] {8, 9}, order.numbersOf(2));
    assertArrayEquals(new long[] {0, 1, 2, 3}, order.numbersOf(3));
  }

  @Test
  void epochHasEveryImageOnceInAnOrderOfItsOwn() {
    EpochPermutation order = new EpochPermutation(10, 4, 7L);
    long[] first = epoch(order, 0);
    long[] second = epoch(order, 1);
    assertFalse(Arrays.equals(first, second));
    assertFalse(Arrays.equals(first, epoch(new EpochPermutation(10, 4, 8L), 0)));
    assertArrayEquals(first, epoch(order, 0));
    for (long[] epoch : new long[][] {first, second}) {
      assertFalse(Arrays.equals(ALL, epoch));
      Arrays.sort(epoch);
      assertArrayEquals(ALL, epoch);
    }
  }

  private static long[] epoch(EpochPermutation order, int number) {
    return LongStream.range(3L * number, 3L * number + 3)
        .flatMap(batch -> Arrays.stream(order.numbersOf(batch)))
        .toArray();
  }
}
