package org.convzoo.ops.augment;

import java.util.ArrayList;
import java.util.List;
import org.convzoo.ops.augment.sample.Affine;
import org.convzoo.ops.augment.sample.ImageAugmentation;
import org.convzoo.ops.augment.sample.Preconditions;
import org.convzoo.ops.augment.sample.Sample;
import org.convzoo.ops.augment.sample.UniformSamples;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Operand;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Case;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Does some operations out of fourteen to each image, each as likely and with one strength for all:
 * Cubuk, Zoph, Shlens, Le, "RandAugment", arXiv:1909.13719, with the operations and strengths of
 * torchvision's {@code RandAugment}: identity, shears (up to 0.3), translations (up to 150 / 331 of
 * the side), rotation (up to 30 degrees), brightness, colour, contrast and sharpness (a factor up
 * to 0.9 from 1), posterize (8 to 4 bits), solarize (from 255 down to 0), autocontrast, equalize.
 *
 * <p>Those with two ways to go take either as often. Pixels are whole numbers before and after each
 * operation, and pixels between pixels those of the nearest, both as torchvision has it.
 *
 * @param operations how many are done one after the other, at least 1, or null for 2: the paper's N
 * @param magnitude 0 to 30, or null for 9: the paper's M
 * @param fill the grey of what comes from outside, 0 to 255
 */
public record RandAugment(Integer operations, Integer magnitude, float fill)
    implements ImageAugmentation {

  private static final int MOST = 30;

  /** In torchvision's order; those before the first that changes colours move pixels. */
  enum Operation {
    IDENTITY,
    SHEAR_X,
    SHEAR_Y,
    TRANSLATE_X,
    TRANSLATE_Y,
    ROTATE,
    BRIGHTNESS,
    COLOR,
    CONTRAST,
    SHARPNESS,
    POSTERIZE,
    SOLARIZE,
    AUTO_CONTRAST,
    EQUALIZE
  }

  private static final int COLORS = Operation.BRIGHTNESS.ordinal();

  public RandAugment {
    operations = operations == null ? Integer.valueOf(2) : operations;
    magnitude = magnitude == null ? Integer.valueOf(9) : magnitude;
    Preconditions.within("operations", operations, 1, Integer.MAX_VALUE);
    Preconditions.within("magnitude", magnitude, 0, MOST);
    Preconditions.within("fill", fill, 0, 255);
  }

  @Override
  public int randomNumbers() {
    return 2 * operations;
  }

  @Override
  public Sample apply(Ops tf, Sample sample, UniformSamples draws) {
    Sample x = sample.recolor(tf, tf.math::rint);
    for (int i = 0; i < operations; i++) {
      var which = draws.whole(Operation.values().length);
      var way = tf.dtypes.cast(draws.whole(2), TFloat32.class);
      var sign = tf.math.sub(tf.constant(1f), tf.math.mul(way, tf.constant(2f)));
      Affine move = move(tf, which, sign, x.size(tf));
      Operand<TFloat32> before = x.image().asOutput().expect(TFloat32.class);
      x = new Sample(one(tf, which, sign, move, before), x.follow(tf, move));
    }
    return x;
  }

  private float strength(double most) {
    return (float) (most * magnitude / MOST);
  }

  /** How pixels move: not at all, where colours change. */
  private Affine move(Ops tf, Operand<TInt32> which, Operand<TFloat32> sign, Operand<TInt32> size) {
    var shear = tf.math.mul(sign, tf.constant(strength(0.3)));
    var far = tf.math.mul(tf.dtypes.cast(size, TFloat32.class), tf.constant(strength(150 / 331.)));
    var pixels = tf.math.mul(tf.math.floor(far), sign);
    var down = tf.gather(pixels, tf.constant(0), tf.constant(0));
    var across = tf.gather(pixels, tf.constant(1), tf.constant(0));
    var angle = tf.math.mul(sign, tf.constant(strength(30)));
    var none = tf.constant(0f);
    List<Affine> all =
        List.of(
            Affine.identity(tf),
            Affine.shearX(tf, shear),
            Affine.shearY(tf, shear),
            Affine.translation(tf, none, across),
            Affine.translation(tf, down, none),
            Affine.rotation(tf, angle, size));
    var moving = tf.math.less(which, tf.constant(COLORS));
    var place = tf.select(moving, which, tf.constant(0));
    return new Affine(
        tf.gather(tf.stack(all.stream().map(Affine::numbers).toList()), place, tf.constant(0)));
  }

  /** Does one operation; the others are not computed. */
  private Operand<TFloat32> one(
      Ops tf, Operand<TInt32> which, Operand<TFloat32> sign, Affine move, Operand<TFloat32> image) {
    List<ConcreteFunction> branches = new ArrayList<>();
    for (int at = COLORS - 1; at < Operation.values().length; at++) {
      Operation operation = Operation.values()[at];
      branches.add(
          ConcreteFunction.create(
              inner -> {
                var x = inner.placeholder(TFloat32.class, Placeholder.shape(image.shape()));
                var numbers = inner.placeholder(TFloat32.class, Placeholder.shape(Shape.of(8)));
                var way = inner.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
                return Signature.builder()
                    .input("image", x)
                    .input("numbers", numbers)
                    .input("way", way)
                    .output("changed", changed(inner, operation, x, new Affine(numbers), way))
                    .build();
              }));
    }
    var first = tf.math.maximum(tf.math.sub(which, tf.constant(COLORS - 1)), tf.constant(0));
    var done =
        tf.statelessCase(
            first,
            List.of(image, move.numbers(), sign),
            List.of(TFloat32.class),
            branches,
            Case.outputShapes(List.of(image.shape())));
    branches.forEach(ConcreteFunction::close);
    return tf.ensureShape(done.output().get(0).expect(TFloat32.class), image.shape());
  }

  private Operand<TFloat32> changed(
      Ops tf, Operation operation, Operand<TFloat32> x, Affine move, Operand<TFloat32> way) {
    var factor = tf.math.add(tf.constant(1f), tf.math.mul(way, tf.constant(strength(0.9))));
    return switch (operation) {
      case BRIGHTNESS -> tf.math.floor(Colors.away(tf, x, tf.constant(0f), factor));
      case COLOR -> tf.math.floor(Colors.away(tf, x, tf.math.floor(Colors.grey(tf, x)), factor));
      case CONTRAST -> {
        var mean = Colors.mean(tf, tf.math.floor(Colors.grey(tf, x)));
        yield tf.math.floor(Colors.away(tf, x, mean, factor));
      }
      case SHARPNESS -> tf.math.floor(Colors.away(tf, x, Colors.smoothed(tf, x), factor));
      case POSTERIZE -> Colors.posterize(tf, x, 8 - Math.round(strength(4)));
      case SOLARIZE -> Colors.solarize(tf, x, 255 - strength(255));
      case AUTO_CONTRAST -> tf.math.floor(Colors.autoContrast(tf, x));
      case EQUALIZE -> Colors.equalize(tf, x);
      default -> move.move(tf, x, Affine.Rule.NEAREST, fill);
    };
  }
}
