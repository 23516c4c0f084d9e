package org.convzoo.ops.internal.replica;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.EagerSession;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** How a batch is divided. */
class ShareTest {

  @AutoClose private final EagerSession session = EagerSession.create();
  private final Ops tf = Ops.create(session);

  private List<Share> shares(int batch, int count) {
    List<Share> shares = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      shares.add(Share.of(tf, tf.constant((long) batch), i, count));
    }
    return shares;
  }

  /** The images of a batch that are numbered from 0, as a share has them. */
  private String images(Share share, int batch) {
    var all = tf.range(tf.constant(0), tf.constant(batch), tf.constant(1));
    try (TInt32 own = share.of(tf, all).asTensor()) {
      StringBuilder images = new StringBuilder();
      for (int image : StdArrays.array1dCopyOf(own)) {
        images.append(image);
      }
      return images.toString();
    }
  }

  /** A share without an image of its own looks at one that is another's. */
  @ParameterizedTest
  @CsvSource({
    "6, 3, 01 23 45, 2 2 2",
    "7, 3, 012 34 56, 3 2 2",
    "8, 3, 012 345 67, 3 3 2",
    "2, 4, 0 1 1 1, 1 0 1 0",
    "1, 3, 0 0 0, 1 0 0",
    "5, 1, 01234, 5",
  })
  void everyImageIsInOneShare(int batch, int count, String images, String sizes) {
    String[] expected = images.split(" ");
    String[] own = sizes.split(" ");
    List<Share> shares = shares(batch, count);
    float weights = 0;
    for (int i = 0; i < count; i++) {
      Share share = shares.get(i);
      assertEquals(expected[i], images(share, batch), "share " + i);
      assertEquals(Long.parseLong(own[i]), share.own().asTensor().getLong(), "share " + i);
      assertEquals(Float.parseFloat(own[i]) / batch, share.weight().asTensor().getFloat(), 1e-7f);
      weights += share.weight().asTensor().getFloat();
      boolean empty = own[i].equals("0");
      assertEquals(empty ? 0 : 9, share.counted(tf, tf.constant(9L)).asTensor().getLong());
    }
    assertEquals(1, weights, 1e-6f);
  }

  @ParameterizedTest
  @CsvSource({"7, 0", "7, 2", "1, 1"})
  void shapeOfTheBatchHasItsImages(int batch, int index) {
    Share share = shares(batch, 3).get(index);
    var maps = tf.zeros(tf.constant(new int[] {batch, 4, 5}), TFloat32.class);
    try (TInt32 shape = share.shapeInBatch(tf, share.of(tf, maps)).asTensor()) {
      assertArrayEquals(new int[] {batch, 4, 5}, StdArrays.array1dCopyOf(shape));
    }
  }
}
