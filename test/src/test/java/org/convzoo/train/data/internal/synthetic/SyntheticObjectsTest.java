package org.convzoo.train.data.internal.synthetic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.convzoo.graphs.network.Spec;
import org.convzoo.ops.Drawn;
import org.convzoo.ops.augment.sample.Samples;
import org.convzoo.ops.image.Pixels;
import org.convzoo.train.data.ImageSet;
import org.convzoo.train.data.UniformImageSet;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** Faces drawn where their boxes say. */
class SyntheticObjectsTest {

  private static final int HEIGHT = 130;
  private static final int WIDTH = 140;

  @AutoClose private final Drawn drawn = new Drawn();

  private static ImageSet test(int channels) {
    return SyntheticObjects.open(new Spec.Input(HEIGHT, WIDTH, channels)).test();
  }

  private Samples batch(ImageSet set, long... numbers) {
    return ((UniformImageSet) set).samples(drawn.test(), List.of(), drawn.test().constant(numbers));
  }

  private float[] boxes(Samples batch) {
    Operand<TFloat32> boxes = batch.truth().asOutput().expect(TFloat32.class);
    return drawn.values(boxes);
  }

  private float[] pixels(Samples batch) {
    return drawn.values(Pixels.floats(drawn.test(), batch.images()));
  }

  private static float[] part(float[] all, int number, int of) {
    int size = all.length / of;
    return Arrays.copyOfRange(all, number * size, (number + 1) * size);
  }

  @Test
  void imageIsAFunctionOfItsNumberAlone() {
    var three = batch(test(1), 3, 1, 199);
    var one = batch(test(1), 1);
    assertArrayEquals(pixels(one), part(pixels(three), 1, 3));
    assertArrayEquals(boxes(one), part(boxes(three), 1, 3));
    assertFalse(Arrays.equals(boxes(one), part(boxes(three), 0, 3)));
  }

  @Test
  void testImagesAreOthersThanTrainingImages() {
    var training = SyntheticObjects.open(new Spec.Input(HEIGHT, WIDTH, 1)).training();
    assertFalse(Arrays.equals(boxes(batch(training, 1)), boxes(batch(test(1), 1))));
    assertEquals(2000, training.size());
    assertEquals(200, test(1).size());
  }

  /** A quarter has 65 x 70 pixels: room for 1.25 * 50. */
  @Test
  void oneToFourFacesOfAboutFiftyPixelsAreInsideTheImage() {
    float[] boxes = boxes(batch(test(1), LongStream.range(0, 200).toArray()));
    int[] images = new int[5]; // by their number of faces
    for (int image = 0; image < 200; image++) {
      int faces = 0;
      for (int face = 0; face < 4; face++) {
        float[] box = part(part(boxes, image, 200), face, 4);
        if (box[2] == 0) {
          assertArrayEquals(new float[4], box);
          continue;
        }
        faces++;
        assertTrue(box[0] >= 0 && box[2] <= HEIGHT && box[1] >= 0 && box[3] <= WIDTH);
        assertEquals(box[2] - box[0], box[3] - box[1], 1e-3);
        assertTrue(box[2] - box[0] >= 39.99 && box[2] - box[0] <= 62.51);
      }
      images[faces]++;
    }
    assertEquals(0, images[0]);
    for (int faces = 1; faces <= 4; faces++) { // four times sqrt(200 / 4 * 3 / 4) = 6
      assertEquals(50, images[faces], 25);
    }
  }

  /** Skin has 0.6 to 1 of 0.8 * 255, eyes a fifth of that; noise adds up to 0.2 * 255. */
  @Test
  void facesStandWhereTheirBoxesAre() {
    var batch = batch(test(1), LongStream.range(0, 50).toArray());
    float[] images = pixels(batch);
    float[] boxes = boxes(batch);
    for (int image = 0; image < 50; image++) {
      float[] pixels = part(images, image, 50);
      for (int face = 0; face < 4; face++) {
        float[] box = part(part(boxes, image, 50), face, 4);
        if (box[2] > 0) {
          assertTrue(at(pixels, box, 0, 0) >= 122, "nose"); // 0.6 * 0.8 * 255
          assertTrue(at(pixels, box, -0.9, 0) >= 122, "forehead");
          assertTrue(at(pixels, box, 0, 0.9) >= 122, "cheek");
          assertTrue(at(pixels, box, -0.3, -0.4) <= 92, "left eye"); // (0.2 * 0.8 + 0.2) * 255
          assertTrue(at(pixels, box, -0.3, 0.4) <= 92, "right eye");
          assertTrue(at(pixels, box, 0.45, 0.2) <= 92, "mouth");
        }
      }
    }
  }

  /** The pixel at (y, x), -1 to 1, of a box. */
  private static float at(float[] pixels, float[] box, double y, double x) {
    int row = (int) (box[0] + (box[2] - box[0]) * (y + 1) / 2);
    int column = (int) (box[1] + (box[3] - box[1]) * (x + 1) / 2);
    return pixels[row * WIDTH + column];
  }

  @Test
  void colourImagesAreGreyInThreeChannels() {
    float[] grey = pixels(batch(test(1), 7));
    float[] colour = pixels(batch(test(3), 7));
    for (int i = 0; i < colour.length; i++) {
      assertEquals(grey[i / 3], colour[i]);
    }
  }
}
