package org.convzoo.ops.image;

import java.util.List;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.image.DecodeImage;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/** What image files hold, read in the graph. */
public final class ImageFiles {

  private ImageFiles() {}

  /**
   * What becomes of files.
   *
   * @param images [N,height,width,C]
   * @param sizes height and width before, [N,2]
   */
  public record Prepared(Operand<TFloat32> images, Operand<TInt32> sizes) {}

  /**
   * Decodes, resizes and normalises images, each by itself: they may have different sizes. A run
   * fails if one is no image, or has more than {@link ImageHeader#MOST_PIXELS} pixels.
   *
   * @param files [N], each the bytes of a JPEG or PNG
   */
  public static Prepared prepared(Ops tf, Operand<TString> files, Preprocessing preprocessing) {
    Shape shape = Shape.of(preprocessing.height(), preprocessing.width(), preprocessing.channels());
    try (Graph graph = new Graph()) {
      Ops body = Ops.create(graph);
      Operand<TString> file = body.placeholder(TString.class, Placeholder.shape(Shape.scalar()));
      Operand<TFloat32> pixels =
          decoded(body, file, preprocessing.channels(), ImageHeader.MOST_PIXELS);
      Operand<TFloat32> image = preprocessing.apply(body, pixels);
      var size =
          body.slice(
              body.shape(pixels), body.constant(new int[] {1}), body.constant(new int[] {2}));
      Signature signature =
          Signature.builder("prepare_image")
              .input("file", file)
              .output("image", body.reshape(image, body.constant(shape)))
              .output("size", size)
              .build();
      try (ConcreteFunction function = ConcreteFunction.create(signature, graph)) {
        var output =
            tf.mapDefun(
                    List.of(files),
                    List.of(),
                    List.of(TFloat32.class, TInt32.class),
                    List.of(shape, Shape.of(2)),
                    function)
                .output();
        return new Prepared(
            output.get(0).expect(TFloat32.class), output.get(1).expect(TInt32.class));
      }
    }
  }

  /**
   * Decodes an image. A run fails if it is none, or its header speaks of too many pixels: then
   * nothing is decoded.
   *
   * @param file the bytes of a JPEG, PNG, GIF, of which the first frame is taken, or BMP; a scalar
   * @param channels of the pixels: 1, 3 or 4
   * @return [1,H,W,C], 0 to 255
   */
  public static Operand<TFloat32> decoded(
      Ops tf, Operand<TString> file, int channels, long mostPixels) {
    var fits = tf.math.lessEqual(ImageHeader.pixels(tf, file), tf.constant((double) mostPixels));
    var pixels =
        tf.image.decodeImage(
            tf.select(fits, file, tf.constant("")),
            TUint8.class,
            DecodeImage.channels((long) channels),
            DecodeImage.expandAnimations(false));
    var image = tf.ensureShape(pixels, Shape.of(-1, -1, channels));
    return tf.expandDims(tf.dtypes.cast(image, TFloat32.class), tf.constant(0));
  }
}
