package org.convzoo.ops.augment;

import static org.convzoo.ops.augment.Augmenting.numbers;
import static org.convzoo.ops.augment.Augmenting.whole;
import static org.convzoo.ops.augment.Picture.assertSame;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.convzoo.ops.augment.sample.ImageAugmentation;
import org.convzoo.ops.augment.sample.Sample;
import org.convzoo.ops.augment.sample.UniformSamples;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Crops, flips and sizes, beside loops in Java that do the same. */
class GeometryTest {

  @AutoClose private final Augmenting augmenting = new Augmenting();

  @Test
  void shorterSideComesToItsSizeAndTheLongerIsRounded() {
    Picture wide = Picture.random(10, 17, 3); // 17 * 7 / 10 = 11.9
    var done = augmenting.apply(new Rescale(List.of(7)), wide);
    assertSame(wide.resized(7, 12), done, 1e-3f);
    Picture high = Picture.random(20, 8, 1); // 20 * 16 / 8
    done = augmenting.apply(new Rescale(List.of(16)), high);
    assertSame(high.resized(40, 16), done, 1e-3f);
  }

  @Test
  void scaleJitterDrawsEverySizeBetweenTheTwo() {
    Picture square = Picture.random(6, 6, 1);
    TreeSet<Integer> sides = new TreeSet<>();
    for (int number = 0; number < 40; number++) {
      float[] numbers = numbers(number, 1);
      int more = whole(numbers[0], 4);
      Picture done = augmenting.apply(new Rescale(List.of(5, 8)), square, numbers);
      assertSame(square.resized(5 + more, 5 + more), done, 1e-3f);
      sides.add(done.height());
    }
    assertEquals(new TreeSet<>(List.of(5, 6, 7, 8)), sides);
  }

  @Test
  void centreCropIsTheMiddle() {
    Picture picture = Picture.random(9, 12, 3);
    var done = augmenting.apply(new CenterCrop(List.of(4, 5)), picture);
    assertSame(picture.cropped(2, 3, 4, 5, 0), done, 0); // (9 - 4) / 2 and (12 - 5) / 2
    done = augmenting.apply(new CenterCrop(List.of(13)), picture);
    assertSame(picture.cropped(-2, -1, 13, 13, 0), done, 0); // 4 rows too few, 1 column
  }

  @Test
  void randomCropIsAWindowAtTheDrawnPlace() {
    Picture picture = Picture.random(9, 12, 3);
    for (int number = 0; number < 5; number++) {
      float[] numbers = numbers(number, 2);
      int[] offset = {whole(numbers[0], 9 - 4 + 1), whole(numbers[1], 12 - 5 + 1)};
      var done = augmenting.apply(new RandomCrop(List.of(4, 5), 0, 0), picture, numbers);
      assertSame(picture.cropped(offset[0], offset[1], 4, 5, 0), done, 0);
    }
  }

  /** As for CIFAR: a border, and a window of the image's own size. */
  @Test
  void randomCropReachesOverTheEdgeAsFarAsThePadding() {
    Picture picture = Picture.random(8, 8, 3);
    TreeSet<Integer> tops = new TreeSet<>();
    for (int number = 0; number < 30; number++) {
      float[] numbers = numbers(number, 2);
      int[] offset = {whole(numbers[0], 5), whole(numbers[1], 5)}; // of -2, -1, 0, 1, 2
      var done = augmenting.apply(new RandomCrop(List.of(8), 2, 9), picture, numbers);
      assertSame(picture.cropped(offset[0] - 2, offset[1] - 2, 8, 8, 9), done, 0);
      tops.add(offset[0]);
    }
    assertEquals(new TreeSet<>(List.of(0, 1, 2, 3, 4)), tops);
  }

  @Test
  void randomCropOfASmallerImageHasItInTheMiddle() {
    Picture picture = Picture.random(3, 8, 1);
    float[] numbers = {0.9f, 0.5f};
    var done = augmenting.apply(new RandomCrop(List.of(6), 0, 0), picture, numbers);
    assertSame(picture.cropped(-2, 1, 6, 6, 0), done, 0); // 3 rows too few, 3 places across
  }

  @Test
  void cropsHaveTheirShapeBeforeTheyRun() {
    var sample = augmenting.sample(Picture.random(9, 12, 3));
    UniformSamples draws = augmenting.draws(0, 0);
    var crop = new RandomCrop(List.of(4, 5), 1, 0).apply(augmenting.tf(), sample, draws);
    assertEquals(Shape.of(4, 5, 3), crop.image().shape());
  }

  @Test
  void flipMirrorsHalfOfTheImages() {
    Picture picture = Picture.random(4, 5, 3);
    int flipped = 0;
    for (int number = 0; number < 40; number++) {
      float[] numbers = numbers(number, 1);
      int whether = whole(numbers[0], 2);
      var done = augmenting.apply(new Flip(), picture, numbers);
      assertSame(whether == 1 ? picture.mirrored() : picture, done, 0);
      flipped += whether;
    }
    assertTrue(flipped > 8 && flipped < 32, flipped + " of 40"); // 20, stddev 3.2
  }

  @Test
  void labelStays() {
    Sample sample = augmenting.sample(Picture.random(9, 12, 3));
    var list =
        new Augmentations(
            List.of(new Rescale(List.of(6)), new RandomCrop(List.of(4), 1, 0), new Flip()), 1);
    var done = list.apply(augmenting.tf(), sample, augmenting.tf().constant(numbers(0, 3)));
    assertArrayEquals(new int[] {7}, augmenting.ints(done.truth()));
    assertEquals(Shape.scalar(), done.truth().shape());
  }

  /** A map of labels that is the image itself says whether the one follows the other. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5})
  void labelsOfPixelsFollowThem(int number) {
    Picture picture = Picture.random(12, 10, 2);
    var tf = augmenting.tf();
    var image = picture.drawn(augmenting.drawn);
    var sample = new Sample(image, tf.dtypes.cast(image, TInt32.class));
    UniformSamples draws = augmenting.draws(numbers(number, 3));
    var moves = List.of(new RandomCrop(List.of(8, 9), 2, 0), new Flip());
    for (ImageAugmentation move : moves) {
      sample = move.apply(tf, sample, draws);
    }
    int[] labels = augmenting.ints(sample.truth());
    float[] pixels = augmenting.floats(sample.image());
    assertArrayEquals(pixels, floats(labels), 0);
    // and by a resizing to twice the size, which is the nearest label, each four times
    int[] twice = augmenting.ints(sample.resize(tf, 16, 18).truth());
    for (int i = 0; i < twice.length; i++) {
      int y = i / 2 / 18;
      int x = i / 2 % 18;
      assertEquals(labels[(y / 2 * 9 + x / 2) * 2 + i % 2], twice[i]);
    }
  }

  private static float[] floats(int[] values) {
    float[] floats = new float[values.length];
    IntStream.range(0, values.length).forEach(i -> floats[i] = values[i]);
    return floats;
  }

  private Sample withBoxes(float[][] boxes) {
    return new Sample(
        Picture.random(10, 20, 1).drawn(augmenting.drawn), augmenting.tf().constant(boxes));
  }

  private float[] boxes(Sample sample) {
    return augmenting.floats(sample.truth().asOutput().expect(TFloat32.class));
  }

  @Test
  void boxesAreResizedWithTheirImage() {
    var sample = withBoxes(new float[][] {{1, 2, 4, 6}, {0, 0, 0, 0}});
    float[] expected = {2, 1, 8, 3, 0, 0, 0, 0}; // twice as high, half as wide
    assertArrayEquals(expected, boxes(sample.resize(augmenting.tf(), 20, 10)), 1e-5f);
  }

  @Test
  void boxesAreClippedAndThoseWhoseCentreIsGoneAreDropped() {
    var sample =
        withBoxes(
            new float[][] {
              {2, 5, 6, 9}, // inside
              {0, 1, 4, 9}, // its centre (2, 5) is inside
              {0, 0, 6, 9}, // its centre (3, 4.5) is inside of the rows, not of the columns
              {7, 5, 9, 9}, // its centre (8, 7) is below
              {0, 0, 0, 0}
            });
    var tf = augmenting.tf();
    var cropped = sample.crop(tf, tf.constant(new int[] {1, 5}), tf.constant(new int[] {6, 10}), 0);
    float[] expected = {
      1, 0, 5, 4, //
      0, 0, 3, 4, //
      0, 0, 0, 0, //
      0, 0, 0, 0, //
      0, 0, 0, 0
    };
    assertArrayEquals(expected, boxes(cropped));
  }

  @Test
  void boxesMoveWithWhatIsAddedAtTheEdge() {
    var sample = withBoxes(new float[][] {{2, 5, 6, 9}, {0, 0, 0, 0}});
    var tf = augmenting.tf();
    var padded =
        sample.crop(tf, tf.constant(new int[] {-1, -2}), tf.constant(new int[] {12, 24}), 0);
    assertArrayEquals(new float[] {3, 7, 7, 11, 0, 0, 0, 0}, boxes(padded));
  }

  @Test
  void boxesAreMirroredWithTheirImage() {
    var sample = withBoxes(new float[][] {{2, 5, 6, 9}, {0, 0, 0, 0}});
    var tf = augmenting.tf();
    float[] mirrored = {2, 11, 6, 15, 0, 0, 0, 0}; // 20 - 9 and 20 - 5
    assertArrayEquals(mirrored, boxes(sample.flip(tf, tf.constant(1))));
    assertArrayEquals(new float[] {2, 5, 6, 9, 0, 0, 0, 0}, boxes(sample.flip(tf, tf.constant(0))));
  }
}
