package org.convzoo.ops.augment;

import static org.convzoo.ops.augment.Picture.assertSame;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.convzoo.ops.Refusal;
import org.convzoo.ops.augment.sample.Augmentation;
import org.convzoo.ops.augment.sample.Sample;
import org.convzoo.ops.augment.sample.View;
import org.convzoo.ops.image.Preprocessing;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** The shorter side resized and the middle cut out. */
class ImageResizingTest {

  @AutoClose private final Augmenting augmenting = new Augmenting();

  private final Ops tf = augmenting.tf();

  private Preprocessing reading(int height, int width, Integer shorter) {
    return new Preprocessing(height, width, shorter, 3, List.of(0f), List.of(1f / 255));
  }

  /** One image as a batch, whose height and width are not known before it runs. */
  private Operand<TFloat32> batch(Picture picture) {
    return tf.expandDims(picture.drawn(augmenting.drawn), tf.constant(0));
  }

  /** 9x14 is resized to 8x12, since 14 * 8 / 9 is 12.4, and 20x3 to 53x8. */
  @ParameterizedTest(name = "{0}x{1} to a shorter side of {2}, of which {3}x{4}")
  @CsvSource({"9,14,8,6,4", "14,9,8,6,4", "20,3,8,7,8", "8,8,8,8,8", "4,4,9,8,5", "6,4,5,4,4"})
  void middleIsCutOutOfTheResizedImage(int height, int width, int shorter, int tall, int wide) {
    Picture picture = Picture.random(height, width, 3);
    Operand<TFloat32> framed = reading(tall, wide, shorter).apply(tf, batch(picture));
    assertEquals(Shape.of(1, tall, wide, 3), framed.shape());
    var one = tf.reshape(framed, tf.constant(new int[] {tall, wide, 3}));
    assertSame(
        picture.centred(shorter, tall, wide), Picture.read(augmenting.drawn, one), 1e-6f * 255);
  }

  @Test
  void rescaleAndCenterCropDoTheSameAndSoDoesTheCentreView() {
    Picture picture = Picture.random(13, 22, 3);
    var framed = augmenting.floats(reading(8, 7, 11).apply(tf, batch(picture)));
    List<Augmentation> list = List.of(new Rescale(List.of(11)), new CenterCrop(List.of(8, 7)));
    var none = tf.constant(new float[1]);
    Sample sample = augmenting.sample(picture);
    var cropped = new Augmentations(list, 1).apply(tf, sample, none).image();
    var seen = View.CENTRE.of(tf, picture.drawn(augmenting.drawn), 11, 8, 7);
    assertSame(new Picture(8, 7, 3, framed), Picture.read(augmenting.drawn, cropped), 0);
    assertSame(new Picture(8, 7, 3, framed), new Picture(8, 7, 3, augmenting.floats(seen)), 0);
  }

  @Test
  void shorterSideBelowTheNetworksSizeIsRefused() {
    assertEquals(
        "shorter is at least the 8x7 pixels that the network reads, got 7",
        Refusal.of(() -> reading(8, 7, 7)));
  }
}
