package org.convzoo.train.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.convzoo.graphs.network.Spec;
import org.convzoo.ops.Refusal;
import org.convzoo.ops.augment.sample.Samples;
import org.convzoo.train.data.registry.DataSets;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;

/** The cells that are drawn on the fly. */
class DrawnDataTest {

  private static final int SIDE = 40;
  private static final DataSet CELLS = DataSets.open("shapes", null, new Spec.Input(SIDE, SIDE, 1));

  /** Pixels and truth of some images. */
  private record Some(float[] pixels, int[] truth) {

    float[] image(int place) {
      int area = SIDE * SIDE;
      return Arrays.copyOfRange(pixels, place * area, (place + 1) * area);
    }

    int[] truth(int place) {
      int area = SIDE * SIDE * 2;
      return Arrays.copyOfRange(truth, place * area, (place + 1) * area);
    }
  }

  private static Some draw(ImageSet set, long... numbers) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Samples batch = ((UniformImageSet) set).samples(tf, List.of(), tf.constant(numbers));
      try (Result result = session.runner().fetch(batch.images()).fetch(batch.truth()).run()) {
        assertEquals(Shape.of(numbers.length, SIDE, SIDE, 1), result.get(0).shape());
        assertEquals(Shape.of(numbers.length, SIDE, SIDE, 2), result.get(1).shape());
        float[] pixels = floats(result.get(0));
        int[] truth = new int[(int) ((TInt32) result.get(1)).size()];
        ((TInt32) result.get(1)).asRawTensor().data().asInts().read(truth);
        return new Some(pixels, truth);
      }
    }
  }

  private static float[] floats(Tensor tensor) {
    float[] values = new float[(int) tensor.shape().size()];
    tensor.asRawTensor().data().asFloats().read(values);
    return values;
  }

  @Test
  void imageIsTheSameInWhateverBatchItStands() {
    Some some = draw(CELLS.training(), 3, 499, 7);
    Some others = draw(CELLS.training(), 7, 0);
    assertArrayEquals(some.image(2), others.image(0));
    assertArrayEquals(some.truth(2), others.truth(0));
    assertFalse(Arrays.equals(some.image(0), some.image(1)));
    assertFalse(Arrays.equals(some.truth(0), some.truth(1)));
  }

  @Test
  void testImagesAreOthers() {
    Some training = draw(CELLS.training(), 0);
    Some test = draw(CELLS.test(), 0);
    assertFalse(Arrays.equals(training.image(0), test.image(0)));
    assertFalse(Arrays.equals(training.truth(0), test.truth(0)));
  }

  @Test
  void pixelsAreGreysAndCellsAreBrighterThanTheBackground() {
    Some some = draw(CELLS.training(), 1, 2, 3, 4);
    double[] sums = new double[2];
    int[] counts = new int[2];
    for (int i = 0; i < some.pixels.length; i++) {
      assertTrue(some.pixels[i] >= 0 && some.pixels[i] <= 255);
      sums[some.truth[2 * i]] += some.pixels[i];
      counts[some.truth[2 * i]]++;
    }
    // noise of 0.05 to 0.35 alone is 51 on the average; the greys add 0.2 at least
    assertTrue(sums[1] / counts[1] > sums[0] / counts[0] + 255 * 0.15);
  }

  @Test
  void cellsAreThePixelsOfObjectsAndNeverTouch() {
    int touching = 0;
    Some some = draw(CELLS.training(), 0, 1, 2, 3, 4, 5, 6, 7);
    for (int image = 0; image < 8; image++) {
      int[] truth = some.truth(image);
      for (int y = 0; y < SIDE; y++) {
        for (int x = 0; x < SIDE; x++) {
          int object = truth[2 * (y * SIDE + x) + 1];
          assertEquals(object > 0 ? 1 : 0, truth[2 * (y * SIDE + x)]);
          for (int near = 0; near < 9; near++) {
            int row = Math.min(SIDE - 1, Math.max(0, y + near / 3 - 1));
            int column = Math.min(SIDE - 1, Math.max(0, x + near % 3 - 1));
            int other = truth[2 * (row * SIDE + column) + 1];
            touching += object > 0 && other > 0 && object != other ? 1 : 0;
          }
        }
      }
    }
    assertEquals(0, touching);
  }

  @Test
  void everyImageHasSeveralCells() {
    for (int image = 0; image < 20; image++) {
      int[] truth = draw(CELLS.training(), image).truth(0);
      long cells =
          IntStream.range(0, truth.length / 2)
              .map(i -> truth[2 * i + 1])
              .filter(object -> object > 0)
              .distinct()
              .count();
      assertTrue(cells >= 2, cells + " cells in image " + image);
    }
  }

  @Test
  void unknownDataSetIsAnsweredWithTheNearest() {
    assertEquals(
        "there is no data set \"shaped\": did you mean shapes?",
        Refusal.of(() -> DataSets.open("shaped", null, new Spec.Input(8, 8, 1))));
  }
}
