package org.convzoo.train.internal.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.convzoo.ops.image.Preprocessing;
import org.convzoo.ops.internal.replica.Shard;
import org.convzoo.train.data.internal.binary.IdxImages;
import org.convzoo.train.data.internal.binary.SmallData;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/** A set of 50 images of 2x2 pixels: image n has only pixels n and the label n mod 10. */
class BatchesTest {

  private static final int SIZE = 50;
  private static final int BATCH = 8;
  private static final int PER_EPOCH = 7; // six of 8 and one of 2

  @TempDir static Path folder;
  private static IdxImages set;

  @BeforeAll
  static void write() throws IOException {
    byte[] pixels = new byte[SIZE * 4];
    byte[] labels = new byte[SIZE];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i / 4);
      labels[i / 4] = (byte) (i / 4 % 10);
    }
    set =
        IdxImages.read(
            SmallData.idx(folder.resolve("images"), pixels, SIZE, 2, 2),
            SmallData.idx(folder.resolve("labels"), labels, SIZE),
            10);
  }

  @AfterAll
  static void close() {
    set.close();
  }

  @Test
  void epochHasEveryImageOnce() {
    for (List<Integer> epoch : epochs(1L, 0, 3)) {
      assertEquals(all(), epoch.stream().sorted().toList());
    }
  }

  @Test
  void epochsHaveDifferentOrders() {
    List<List<Integer>> epochs = epochs(1L, 0, 3);
    assertNotEquals(epochs.get(0), epochs.get(1));
    assertNotEquals(epochs.get(1), epochs.get(2));
    assertNotEquals(all(), epochs.get(0));
  }

  @Test
  void sameSeedGivesTheSameOrderAndAnotherGivesAnother() {
    assertEquals(epochs(1L, 0, 2), epochs(1L, 0, 2));
    assertNotEquals(epochs(1L, 0, 1), epochs(2L, 0, 1));
  }

  @Test
  void lastBatchOfAnEpochIsTheRest() {
    List<List<Integer>> batches = read(1L, 0, 2 * PER_EPOCH);
    for (int i = 0; i < batches.size(); i++) {
      assertEquals(i % PER_EPOCH == PER_EPOCH - 1 ? 2 : BATCH, batches.get(i).size());
    }
  }

  @Test
  void readingStartsAtAnyBatchAsIfItHadArrivedThere() {
    List<List<Integer>> straight = read(1L, 0, 20);
    for (int from = 0; from < 20; from++) {
      assertEquals(straight.subList(from, 20), read(1L, from, 20 - from));
    }
  }

  @Test
  void withoutASeedTheOrderIsTheSetsOwn() {
    assertEquals(List.of(all(), all()), epochs(null, 0, 2));
  }

  @Test
  void aSetSmallerThanABatchIsOneBatch() {
    try (Graph graph = new Graph()) {
      Batches batches =
          new Batches(
              Ops.create(graph), set, InputTransform.of(Preprocessing.unit(2, 2, 1)), 64, 1L);
      assertEquals(1, batches.perEpoch());
      assertEquals(SIZE, batches.sizeOf(5));
    }
  }

  /** Seven batches, of 8 and the last of 2: of three shards one has none of that, but shows one. */
  @Test
  void shardsHaveEachImageOfABatchOnceAndKnowHowManyAreTheirOwn() {
    List<List<Integer>> whole = read(3L, 0, PER_EPOCH);
    for (int count : new int[] {2, 3, 8}) {
      List<List<Integer>> joined = new ArrayList<>();
      whole.forEach(batch -> joined.add(new ArrayList<>()));
      for (int index = 0; index < count; index++) {
        addOwn(joined, new Shard(index, count));
      }
      assertEquals(whole, joined, count + " shards");
    }
  }

  private static void addOwn(List<List<Integer>> joined, Shard shard) {
    try (Graph graph = new Graph()) {
      InputTransform plain = InputTransform.of(Preprocessing.unit(2, 2, 1));
      Batches batches = new Batches(Ops.create(graph), set, plain, BATCH, 3L, shard);
      try (Session session = new Session(graph)) {
        batches.start(session, 0);
        for (int number = 0; number < PER_EPOCH; number++) {
          var runner =
              session
                  .runner()
                  .fetch(batches.images())
                  .fetch(batches.truth())
                  .fetch(batches.whole());
          try (Result result = batches.run(runner, number)) {
            assertEquals(batches.sizeOf(number), ((TInt64) result.get(2)).getLong());
            List<Integer> shown = numbers((TFloat32) result.get(0), (TInt32) result.get(1));
            int own = batches.ownOf(number);
            assertEquals(Math.max(1, own), shown.size());
            joined.get(number).addAll(shown.subList(0, own));
          }
        }
      }
    }
  }

  private static List<Integer> all() {
    return IntStream.range(0, SIZE).boxed().toList();
  }

  private static List<List<Integer>> epochs(Long seed, long first, int count) {
    List<List<Integer>> batches = read(seed, first, count * PER_EPOCH);
    List<List<Integer>> epochs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      epochs.add(
          batches.subList(i * PER_EPOCH, (i + 1) * PER_EPOCH).stream()
              .flatMap(List::stream)
              .toList());
    }
    return epochs;
  }

  private static List<List<Integer>> read(Long seed, long first, int count) {
    return new Reading(set, 2, BATCH, PER_EPOCH, BatchesTest::numbers).read(seed, first, count);
  }

  private static List<Integer> numbers(TFloat32 images, TInt32 labels) {
    int n = (int) labels.size();
    assertEquals(Shape.of(n, 2, 2, 1), images.shape());
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      int number = Math.round(images.getFloat(i, 0, 0, 0) * 255);
      assertEquals(number / 255f, images.getFloat(i, 1, 1, 0), 1e-6f);
      assertEquals(number % 10, labels.getInt(i), "the label of image " + number);
      assertTrue(number >= 0 && number < SIZE);
      numbers.add(number);
    }
    return numbers;
  }
}
