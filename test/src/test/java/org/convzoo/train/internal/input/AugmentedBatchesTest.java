package org.convzoo.train.internal.input;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.convzoo.ops.Refusal;
import org.convzoo.ops.augment.Augmentations;
import org.convzoo.ops.augment.Cutmix;
import org.convzoo.ops.augment.Flip;
import org.convzoo.ops.augment.Mixup;
import org.convzoo.ops.augment.RandomCrop;
import org.convzoo.ops.augment.sample.Augmentation;
import org.convzoo.ops.augment.sample.Sample;
import org.convzoo.ops.augment.sample.Samples;
import org.convzoo.ops.image.Preprocessing;
import org.convzoo.ops.internal.replica.Shard;
import org.convzoo.train.TrainingOutcome;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.data.ImageSet;
import org.convzoo.train.data.UniformImageSet;
import org.convzoo.train.data.internal.binary.FashionMnist;
import org.convzoo.train.data.internal.binary.SmallData;
import org.convzoo.train.run.Run;
import org.convzoo.train.run.TinyRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/** Augmentations on the way from a set to the network. */
class AugmentedBatchesTest {

  private static final int SIZE = 10;
  private static final int SIDE = 6;
  private static final int BATCH = 4; // so that 4, 4 and 2 are an epoch
  private static final int PER_EPOCH = 3;
  private static final List<Augmentation> CROP_AND_FLIP =
      List.of(new RandomCrop(List.of(SIDE), 2, 0), new Flip());

  @TempDir private Path folder;

  /** 10 images of 6x6 pixels, all of one size and no two alike, labelled with their numbers. */
  private record Ramps() implements UniformImageSet {

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
    public Samples samples(Ops tf, List<Operand<?>> content, Operand<TInt64> numbers) {
      Operand<TFloat32> pixels = tf.range(tf.constant(1f), tf.constant(37f), tf.constant(1f));
      var image = tf.reshape(pixels, tf.constant(new int[] {1, SIDE, SIDE, 1}));
      var times = tf.dtypes.cast(tf.math.add(numbers, tf.constant(1L)), TFloat32.class);
      var factors = tf.reshape(times, tf.constant(new int[] {-1, 1, 1, 1}));
      return new Samples(tf.math.mul(image, factors), tf.dtypes.cast(numbers, TInt32.class));
    }
  }

  /** One batch. */
  private record Seen(float[] images, Tensor truth) {}

  private static List<Seen> read(List<Augmentation> list, long seed, long first, int count) {
    return read(new Ramps(), list, seed, first, count);
  }

  private static List<Seen> read(
      ImageSet set, List<Augmentation> list, long seed, long first, int count) {
    return read(set, list, seed, first, count, Shard.WHOLE);
  }

  private static List<Seen> read(
      ImageSet set, List<Augmentation> list, long seed, long first, int count, Shard shard) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      var preprocessing = Preprocessing.unit(SIDE, SIDE, 1);
      var preparation = new TrainTransform(preprocessing, new Augmentations(list, seed), SIZE);
      Batches batches = new Batches(Ops.create(graph), set, preparation, BATCH, 1L, shard);
      batches.start(session, first);
      List<Seen> seen = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        Result result = session.runner().fetch(batches.images()).fetch(batches.truth()).run();
        Shape shape = Shape.of(Math.max(1, batches.ownOf(first + i)), SIDE, SIDE, 1);
        assertEquals(shape, result.get(0).shape());
        seen.add(new Seen(floats(result.get(0)), result.get(1)));
      }
      return seen;
    }
  }

  private static float[] floats(Tensor tensor) {
    float[] values = new float[(int) tensor.shape().size()];
    tensor.asRawTensor().data().asFloats().read(values);
    return values;
  }

  /** What the augmentations make of image {@code number} in an epoch. */
  private static float[] alone(List<Augmentation> list, long seed, long epoch, long number) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      var augmentations = new Augmentations(list, seed);
      Sample sample = new Ramps().sample(tf, List.of(), tf.constant(number));
      var draws = augmentations.randomNumbers(tf, tf.constant(epoch), tf.constant(number));
      var done = augmentations.apply(tf, sample, draws);
      try (Result result = session.runner().fetch(done.image()).run()) {
        return floats(result.get(0));
      }
    }
  }

  @Test
  void eachImageIsAugmentedByItsSeedEpochAndNumberAlone() {
    List<Seen> seen = read(CROP_AND_FLIP, 5, 0, 2 * PER_EPOCH);
    for (int batch = 0; batch < seen.size(); batch++) {
      TInt32 labels = (TInt32) seen.get(batch).truth;
      for (int i = 0; i < labels.size(); i++) {
        float[] expected = alone(CROP_AND_FLIP, 5, batch / PER_EPOCH, labels.getInt(i));
        for (int pixel = 0; pixel < expected.length; pixel++) {
          float found = seen.get(batch).images[i * expected.length + pixel];
          assertEquals(expected[pixel] / 255, found, 1e-6f);
        }
      }
    }
  }

  @Test
  void anotherSeedOrEpochAugmentsOtherwise() {
    assertFalse(Arrays.equals(alone(CROP_AND_FLIP, 5, 0, 3), alone(CROP_AND_FLIP, 6, 0, 3)));
    assertFalse(Arrays.equals(alone(CROP_AND_FLIP, 5, 0, 3), alone(CROP_AND_FLIP, 5, 1, 3)));
  }

  @Test
  void mixedBatchesAreTheSameFromWhereverReadingStarts() {
    List<Augmentation> list = new ArrayList<>(CROP_AND_FLIP);
    list.add(new Mixup(1));
    List<Seen> straight = read(list, 5, 0, 5);
    for (int from = 1; from < 5; from++) {
      List<Seen> seen = read(list, 5, from, 5 - from);
      for (int i = 0; i < seen.size(); i++) {
        assertArrayEquals(straight.get(from + i).images, seen.get(i).images);
        assertArrayEquals(floats(straight.get(from + i).truth), floats(seen.get(i).truth));
      }
    }
  }

  /** The last batch of two images leaves the third shard without one of its own. */
  @Test
  void shardsOfMixedBatchesMakeTheWholeOnes() {
    List<Augmentation> list = new ArrayList<>(CROP_AND_FLIP);
    list.addAll(List.of(new Mixup(1), new Cutmix(1)));
    List<Seen> whole = read(list, 5, 0, PER_EPOCH);
    int image = SIDE * SIDE;
    for (int index = 0; index < 3; index++) {
      Shard shard = new Shard(index, 3);
      List<Seen> parts = read(new Ramps(), list, 5, 0, PER_EPOCH, shard);
      for (int batch = 0; batch < PER_EPOCH; batch++) {
        int size = batch < PER_EPOCH - 1 ? BATCH : SIZE % BATCH;
        int before = 0;
        for (int other = 0; other < index; other++) {
          before += new Shard(other, 3).sizeOf(size);
        }
        int end = before + shard.sizeOf(size);
        assertArrayEquals(
            Arrays.copyOfRange(whole.get(batch).images, before * image, end * image),
            Arrays.copyOf(parts.get(batch).images, (end - before) * image));
        assertArrayEquals(
            Arrays.copyOfRange(floats(whole.get(batch).truth), before * SIZE, end * SIZE),
            Arrays.copyOf(floats(parts.get(batch).truth), (end - before) * SIZE));
      }
    }
  }

  @Test
  void mixedLabelsAreSharesOfClasses() {
    for (Seen batch : read(List.of(new Mixup(1)), 5, 0, PER_EPOCH)) {
      TFloat32 shares = (TFloat32) batch.truth;
      assertEquals(SIZE, shares.shape().get(1));
      for (long i = 0; i < shares.shape().get(0); i++) {
        float sum = 0;
        for (long c = 0; c < SIZE; c++) {
          sum += shares.getFloat(i, c);
        }
        assertEquals(1, sum, 1e-6f);
      }
    }
  }

  @Test
  void imagesWithoutALabelAreNotMixed() {
    ImageSet boxes =
        new UniformImageSet() {
          private final Ramps ramps = new Ramps();

          @Override
          public int size() {
            return ramps.size();
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
          public Samples samples(Ops tf, List<Operand<?>> content, Operand<TInt64> numbers) {
            var images = ramps.samples(tf, content, numbers).images();
            var box = tf.constant(new float[1][1][4]);
            return new Samples(images, tf.tile(box, tf.constant(new int[] {4, 1, 1})));
          }
        };
    assertEquals(
        "mixup and cutmix are for images with one label each",
        Refusal.of(() -> read(boxes, List.of(new Mixup(1)), 5, 0, 1)));
  }

  @Test
  void trainingStoppedAmongAugmentedBatchesEndsWithTheSameBits() throws IOException {
    String list = "[{random_crop: {size: 28, pad: 4}}, flip, {cutmix: {alpha: 1}}]";
    Map<String, String> changes = Map.of("epochs", "2", "batch_size", "32", "augment", list);
    try (DataSet data = FashionMnist.find(SmallData.write(folder.resolve("data"), 100, 40))) {
      Path straight = folder.resolve("straight");
      var outcome = TinyRun.train(TinyRun.plan(straight, "lenet", changes), data, () -> false);
      assertEquals(new TrainingOutcome(true, 8), outcome); // 100 images are 4 batches
      Run stopped = TinyRun.plan(folder.resolve("stopped"), "lenet", changes);
      assertEquals(new TrainingOutcome(false, 3), TinyRun.train(stopped, data, TinyRun.after(3)));
      TinyRun.train(stopped, data, () -> false);
      assertEquals(TinyRun.lastBits(straight), TinyRun.lastBits(stopped.folder()));
    }
  }
}
