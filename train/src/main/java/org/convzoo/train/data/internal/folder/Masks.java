package org.convzoo.train.data.internal.folder;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.convzoo.train.data.Decoding;
import org.convzoo.train.data.Targets;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Stack;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint16;
import org.tensorflow.types.family.TNumber;
import org.tensorflow.types.family.TType;

/**
 * A mask of each image: of each pixel its class and the number of its object, int32 [H,W,2].
 *
 * @param masks files of grey images whose values are classes
 * @param objects files of grey PNGs of 8 or 16 bits whose values are the objects' numbers, or null:
 *     then a class is one object
 * @param classes how many; with two, the value 255 stands for the second
 * @param decoding of masks
 */
record Masks(TString masks, TString objects, int classes, Decoding decoding) implements Targets {

  private static final int WHITE = 255;

  static Masks of(List<Path> masks, Optional<List<Path>> objects, int classes, long maxPixels) {
    Decoding own = new Decoding(0, maxPixels); // of channels
    return new Masks(paths(masks), objects.map(Masks::paths).orElse(null), classes, own);
  }

  private static TString paths(List<Path> files) {
    return TString.vectorOf(files.stream().map(Path::toString).toArray(String[]::new));
  }

  @Override
  public List<TType> content() {
    return objects == null ? List.of(masks) : List.of(masks, objects);
  }

  @Override
  public Operand<TInt32> of(
      Ops tf, List<Operand<?>> content, Operand<TInt64> number, Operand<? extends TNumber> image) {
    Operand<TInt32> plane = plane(tf, decoding.image(tf, bytes(tf, content.get(0), number)), image);
    if (classes == 2) {
      var white = tf.math.equal(plane, tf.constant(WHITE));
      plane = tf.select(white, tf.onesLike(plane), plane);
    }
    var highest = tf.max(plane, tf.constant(new int[] {0, 1}));
    plane =
        Decoding.require(
            tf,
            tf.math.less(highest, tf.constant(classes)),
            "a value of the mask is not below %d: ".formatted(classes),
            highest,
            plane);
    Operand<TInt32> object = plane;
    if (objects != null) {
      var numbers =
          tf.image.decodePng(
              decoding.limited(tf, bytes(tf, content.get(1), number)), TUint16.class);
      object = plane(tf, numbers, image);
    }
    return tf.stack(List.of(plane, object), Stack.axis(2L));
  }

  private static Operand<TString> bytes(Ops tf, Operand<?> paths, Operand<TInt64> number) {
    return tf.io.readFile(
        tf.gather(paths.asOutput().expect(TString.class), number, tf.constant(0)));
  }

  /** The only channel of a mask of the image's size. */
  private static Operand<TInt32> plane(
      Ops tf, Operand<? extends TNumber> mask, Operand<? extends TNumber> image) {
    var shape = tf.shape(mask);
    var channels = tf.gather(shape, tf.constant(2), tf.constant(0));
    var grey =
        Decoding.require(
            tf,
            tf.math.equal(channels, tf.constant(1)),
            "the mask is not grey, its channels are: ",
            channels,
            tf.dtypes.cast(mask, TInt32.class));
    var size = tf.slice(shape, tf.constant(new int[] {0}), tf.constant(new int[] {2}));
    var wanted = tf.slice(tf.shape(image), tf.constant(new int[] {0}), tf.constant(new int[] {2}));
    var same = tf.all(tf.math.equal(size, wanted), tf.constant(0));
    var fitting =
        Decoding.require(
            tf,
            same,
            "the mask has another size than its image, height and width are: ",
            size,
            grey);
    return tf.ensureShape(
        tf.gather(fitting, tf.constant(0), tf.constant(2)),
        org.tensorflow.ndarray.Shape.of(-1, -1));
  }
}
