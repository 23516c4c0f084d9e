package org.convzoo.ops.augment.sample;

import static org.convzoo.ops.augment.Augmenting.numbers;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.convzoo.ops.augment.Augmentations;
import org.convzoo.ops.augment.Augmenting;
import org.convzoo.ops.augment.CenterCrop;
import org.convzoo.ops.augment.Cutout;
import org.convzoo.ops.augment.Flip;
import org.convzoo.ops.augment.Mixup;
import org.convzoo.ops.augment.Picture;
import org.convzoo.ops.augment.RandomCrop;
import org.convzoo.ops.image.Pixels;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TNumber;

/** Many images moved at once, beside the same of each alone. */
class SamplesTest {

  private static final int IMAGES = 5;
  private static final int HEIGHT = 7;
  private static final int WIDTH = 8;

  @AutoClose private final Augmenting augmenting = new Augmenting();
  private final Picture stack = Picture.random(IMAGES * HEIGHT, WIDTH, 3);

  private Operand<TFloat32> floats() {
    return augmenting.drawn.constant(Shape.of(IMAGES, HEIGHT, WIDTH, 3), stack.values());
  }

  private Samples samples(Operand<? extends TNumber> images) {
    return new Samples(images, augmenting.tf().constant(new int[IMAGES]));
  }

  static Stream<List<Augmentation>> moves() {
    return Stream.of(
        List.of(new RandomCrop(List.of(HEIGHT, WIDTH), 2, 9)),
        List.of(new RandomCrop(List.of(3, 10), 1, 0.5f)), // wider than the image, and no byte
        List.of(new CenterCrop(List.of(4, 11))),
        List.of(new Flip()),
        List.of(new RandomCrop(List.of(5), 0, 0), new Flip(), new CenterCrop(List.of(3))));
  }

  @ParameterizedTest
  @MethodSource("moves")
  void eachOfManyIsMovedAsItIsAlone(List<Augmentation> moves) {
    Augmentations augmentations = new Augmentations(moves, 1);
    var tf = augmenting.tf();
    int count = moves.stream().mapToInt(move -> ((ImageAugmentation) move).randomNumbers()).sum();
    float[][] rows = new float[IMAGES][];
    for (int i = 0; i < IMAGES; i++) {
      rows[i] = numbers(i, count);
    }
    var draws = tf.reshape(tf.constant(rows), tf.constant(new int[] {IMAGES, count}));
    Samples moved = augmentations.apply(tf, samples(floats()), draws);
    List<Operand<TFloat32>> alone = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      Sample one = augmenting.sample(stack.cropped(i * HEIGHT, 0, HEIGHT, WIDTH, 0));
      Sample done = augmentations.apply(tf, one, tf.constant(rows[i]));
      alone.add(Pixels.floats(tf, done.image()));
    }
    assertArrayEquals(augmenting.floats(tf.stack(alone)), augmenting.floats(moved.images()));
  }

  @Test
  void bytesAreMovedAsFloatsAre() {
    var tf = augmenting.tf();
    var bytes = tf.dtypes.cast(floats(), TUint8.class);
    Augmentations augmentations =
        new Augmentations(List.of(new RandomCrop(List.of(6), 2, 200), new Flip()), 1);
    float[][] rows = new float[IMAGES][];
    for (int i = 0; i < IMAGES; i++) {
      rows[i] = numbers(i, 3);
    }
    Samples moved = augmentations.apply(tf, samples(bytes), tf.constant(rows));
    var expected = augmentations.apply(tf, samples(floats()), tf.constant(rows));
    assertArrayEquals(augmenting.floats(expected.images()), augmenting.floats(moved.images()));
  }

  @Test
  void onlyMovesOfImagesWithALabelAreDoneAtOnce() {
    Augmentations moves = new Augmentations(List.of(new Flip(), new Mixup(1)), 1);
    assertTrue(moves.atOnce(Shape.of(4)));
    assertFalse(moves.atOnce(Shape.of(4, 5, 4)));
    assertFalse(new Augmentations(List.of(new Flip(), new Cutout(2, 0)), 1).atOnce(Shape.of(4)));
    assertTrue(new Augmentations(List.of(new Mixup(1)), 1).atOnce(Shape.of(4, 5, 4)));
  }
}
