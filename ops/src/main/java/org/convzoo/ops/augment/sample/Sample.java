package org.convzoo.ops.augment.sample;

import java.util.function.UnaryOperator;
import org.convzoo.ops.image.ImageResizing;
import org.convzoo.ops.image.Pixels;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;
import org.tensorflow.types.family.TType;

/**
 * One image and what is true of it. What moves pixels moves the truth with them.
 *
 * @param image [H,W,C], 0 to 255, bytes until something makes floats of them; H and W need not be
 *     known when it is built
 * @param truth a label, int32 []; labels of the pixels, int32 [H,W,K]; or boxes (y1, x1, y2, x2) in
 *     pixels, float32 [M,4], with rows of zeros where there are fewer than M
 */
public record Sample(Operand<? extends TNumber> image, Operand<? extends TType> truth)
    implements Movable<Sample> {

  @Override
  public Operand<TInt32> size(Ops tf) {
    return tf.slice(tf.shape(image), tf.constant(new int[1]), tf.constant(new int[] {2}));
  }

  /** Returns whether it is known to be of this size. */
  public boolean has(int height, int width) {
    return image.shape().get(0) == height && image.shape().get(1) == width;
  }

  /** Returns the number of channels. */
  public int channels() {
    return Math.toIntExact(image.shape().get(2));
  }

  /** Changes colours: the truth stays. */
  public Sample recolor(Ops tf, UnaryOperator<Operand<TFloat32>> change) {
    return new Sample(change.apply(Pixels.floats(tf, image)), truth);
  }

  /** Resizes, unless it has this size: the image bilinearly with half-pixel centres. */
  public Sample resize(Ops tf, int height, int width) {
    return has(height, width)
        ? this
        : resize(tf, tf.constant(new int[] {height, width}), ImageResizing::resized);
  }

  /** Resizes bilinearly with half-pixel centres to a size [2]. */
  public Sample resize(Ops tf, Operand<TInt32> size) {
    return resize(tf, size, ImageResizing::resized);
  }

  /** Resizes images [N,H,W,C] to a size [2]. */
  public interface Resizing {
    Operand<TFloat32> apply(Ops tf, Operand<? extends TNumber> images, Operand<TInt32> size);
  }

  public Sample resize(Ops tf, Operand<TInt32> size, Resizing resizing) {
    return new Sample(
        ImageResizing.alone(tf, image, one -> resizing.apply(tf, one, size)),
        Target.of(truth).resize(tf, size(tf), size));
  }

  @Override
  public Sample crop(Ops tf, Operand<TInt32> offset, Operand<TInt32> size, float fill) {
    CropWindow window = CropWindow.of(tf, offset, size, size(tf));
    return new Sample(
        window.cut(tf, Pixels.holding(tf, image, fill), fill),
        Target.of(truth).crop(tf, offset, window));
  }

  @Override
  public Sample flip(Ops tf, Operand<TInt32> whether) {
    return new Sample(
        Mirror.where(tf, whether, image), Target.of(truth).flip(tf, whether, size(tf)));
  }

  /** Moves each pixel from where {@code affine} says; what comes from outside is filled. */
  public Sample move(Ops tf, Affine affine, Affine.Rule rule, float fill) {
    return new Sample(affine.move(tf, Pixels.floats(tf, image), rule, fill), follow(tf, affine));
  }

  /** Returns what is true of the image once its pixels have moved so. */
  public Operand<? extends TType> follow(Ops tf, Affine affine) {
    return Target.of(truth).move(tf, affine);
  }

  /** Moves each pixel from a place so much farther down and across, [H,W] each, to its own. */
  public Sample warp(Ops tf, Operand<TFloat32> down, Operand<TFloat32> across) {
    Warp warp = Warp.by(tf, down, across, size(tf));
    return new Sample(warp.bilinear(tf, Pixels.floats(tf, image)), Target.of(truth).warp(tf, warp));
  }
}
