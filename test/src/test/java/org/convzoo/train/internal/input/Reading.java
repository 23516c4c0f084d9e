package org.convzoo.train.internal.input;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.convzoo.ops.image.Preprocessing;
import org.convzoo.train.data.ImageSet;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Batches of grey images that say which they are.
 *
 * @param side of the images in the batches
 * @param batch images in a batch
 * @param perEpoch batches that an epoch must have
 * @param numbers reads the images' numbers from a batch and its labels
 */
public record Reading(
    ImageSet set,
    int side,
    int batch,
    int perEpoch,
    BiFunction<TFloat32, TInt32, List<Integer>> numbers) {

  /** Returns the numbers of the images in {@code count} batches from batch {@code first} on. */
  public List<List<Integer>> read(Long seed, long first, int count) {
    List<List<Integer>> read = new ArrayList<>();
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      InputTransform preparation = InputTransform.of(Preprocessing.unit(side, side, 1));
      Batches batches = new Batches(Ops.create(graph), set, preparation, batch, seed);
      assertEquals(perEpoch, batches.perEpoch());
      batches.start(session, first);
      for (int i = 0; i < count; i++) {
        try (Result result =
            session.runner().fetch(batches.images()).fetch(batches.truth()).run()) {
          read.add(numbers.apply((TFloat32) result.get(0), (TInt32) result.get(1)));
        }
        assertEquals(batches.sizeOf(first + i), read.get(i).size());
      }
    }
    return read;
  }
}
