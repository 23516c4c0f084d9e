package org.convzoo.ops.augment;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.op.image.ResizeBilinear;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/**
 * One image and what is true of it. What moves pixels moves the truth with them.
 *
 * @param image [H,W,C], 0 to 255; H and W need not be known when it is drawn
 * @param truth a label, int32 []; labels of the pixels, int32 [H,W,K]; or boxes (y1, x1, y2, x2) in
 *     pixels, float32 [M,4], with rows of zeros where there are fewer than M
 */
public record Sample(Operand<TFloat32> image, Operand<? extends TType> truth) {

  /** Resizes to a size that is known: the image bilinearly with half-pixel centres. */
  public Sample resize(Ops tf, int height, int width) {
    if (image.shape().get(0) == height && image.shape().get(1) == width) {
      return this;
    }
    Operand<TFloat32> resized =
        tf.image.resizeBilinear(
            tf.expandDims(image, tf.constant(0)),
            tf.constant(new int[] {height, width}),
            ResizeBilinear.halfPixelCenters(true));
    var size = tf.slice(tf.shape(image), tf.constant(new int[1]), tf.constant(new int[] {2}));
    return new Sample(
        tf.squeeze(resized, Squeeze.axis(List.of(0L))),
        Truth.of(truth).resize(tf, size, tf.constant(new int[] {height, width})));
  }
}
