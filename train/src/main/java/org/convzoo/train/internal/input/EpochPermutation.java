package org.convzoo.train.internal.input;

import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt64;

/**
 * Which images stand in which batch: each epoch is a permutation of all, a function of the seed and
 * the epoch, cut into batches, of which the last may be smaller.
 *
 * @param images there are
 * @param batch images in a batch, at least 1
 * @param seed of the permutations, or null for 0, 1, 2 and so on
 */
record EpochPermutation(int images, int batch, Long seed) {

  /** Returns the number of batches in an epoch. */
  int perEpoch() {
    return (images + batch - 1) / batch;
  }

  /** Returns the number of images in a batch, counted from the first epoch's first. */
  int sizeOf(long number) {
    long from = number % perEpoch() * batch;
    return (int) Math.min(batch, images - from);
  }

  /** Builds the numbers of the images at some places, each 0 to images - 1, of an epoch. */
  Operand<TInt64> numbers(Ops tf, Operand<TInt64> epoch, Operand<TInt64> places) {
    if (seed == null) {
      return places;
    }
    var key = tf.stack(List.of(tf.constant(seed), epoch, tf.constant(0L)));
    return tf.randomIndexShuffle(places, key, tf.constant(images - 1L));
  }

  /** Computes the numbers of the images in a batch, counted from the first epoch's first. */
  long[] numbersOf(long number) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      long from = number % perEpoch() * batch;
      var places = tf.range(tf.constant(from), tf.constant(from + sizeOf(number)), tf.constant(1L));
      try (Result result =
          session.runner().fetch(numbers(tf, tf.constant(number / perEpoch()), places)).run()) {
        return StdArrays.array1dCopyOf((TInt64) result.get(0));
      }
    }
  }
}
