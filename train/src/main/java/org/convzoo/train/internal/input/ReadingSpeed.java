package org.convzoo.train.internal.input;

import org.convzoo.UsageException;
import org.convzoo.ops.augment.Augmentations;
import org.convzoo.ops.image.Preprocessing;
import org.convzoo.train.data.ImageSet;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;

/** Measures how fast batches come, where nothing is done with them. */
public final class ReadingSpeed {

  private static final int WARMUP = 5; // one of so many batches

  private ReadingSpeed() {}

  /**
   * Reads batches as a training does.
   *
   * @param preprocessing of the network's contract
   * @param batch images in a batch, at least 1
   * @param batches that count, at least 1
   * @return images a second
   */
  public static double of(
      ImageSet set,
      Augmentations augmentations,
      Preprocessing preprocessing,
      int batch,
      int batches) {
    if (batch < 1 || batches < 1) {
      throw new UsageException(
          "batch and batches must be at least 1, got %d and %d", batch, batches);
    }
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      // the classes of mixed labels make no difference to the speed
      var preparation = new TrainTransform(preprocessing, augmentations, 1000);
      Batches stream = new Batches(Ops.create(graph), set, preparation, batch, 1L);
      stream.start(session, 0);
      int first = (batches + WARMUP - 1) / WARMUP;
      long images = 0;
      long start = 0;
      for (int i = 0; i < first + batches; i++) {
        if (i == first) {
          start = System.nanoTime();
        }
        session.runner().addTarget(stream.images().op()).run().close();
        images += i < first ? 0 : stream.sizeOf(i);
      }
      return images / ((System.nanoTime() - start) / 1e9);
    }
  }
}
