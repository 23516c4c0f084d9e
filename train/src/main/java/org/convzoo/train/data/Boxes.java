package org.convzoo.train.data;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;
import org.tensorflow.types.family.TType;

/**
 * The boxes of each image, (y1, x1, y2, x2) in its pixels: [images,M,4], with rows of zeros where
 * an image has fewer than M.
 */
public record Boxes(TFloat32 boxes) implements Targets {

  public static Boxes of(List<List<Box>> all) {
    int most = Math.max(1, all.stream().mapToInt(List::size).max().orElse(1));
    TFloat32 tensor =
        TFloat32.tensorOf(
            Shape.of(all.size(), most, 4),
            filled -> {
              for (int image = 0; image < all.size(); image++) {
                for (int row = 0; row < most; row++) {
                  List<Box> own = all.get(image);
                  Box box = row < own.size() ? own.get(row) : Box.NONE;
                  filled.setFloat(box.top(), image, row, 0);
                  filled.setFloat(box.left(), image, row, 1);
                  filled.setFloat(box.bottom(), image, row, 2);
                  filled.setFloat(box.right(), image, row, 3);
                }
              }
            });
    return new Boxes(tensor);
  }

  @Override
  public List<TType> content() {
    return List.of(boxes);
  }

  @Override
  public Operand<TFloat32> of(
      Ops tf, List<Operand<?>> content, Operand<TInt64> number, Operand<? extends TNumber> image) {
    Operand<TFloat32> own =
        tf.gather(content.get(0).asOutput().expect(TFloat32.class), number, tf.constant(0));
    var farthest = tf.max(own, tf.constant(0));
    var ends = tf.slice(farthest, tf.constant(new int[] {2}), tf.constant(new int[] {2}));
    var size = tf.slice(tf.shape(image), tf.constant(new int[1]), tf.constant(new int[] {2}));
    var inside = tf.math.lessEqual(ends, tf.dtypes.cast(size, TFloat32.class));
    return Decoding.require(
        tf, tf.all(inside, tf.constant(0)), "a box ends outside the image, at y and x ", ends, own);
  }
}
