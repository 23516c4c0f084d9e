package org.convzoo.ops.augment.sample;

import java.util.ArrayList;
import java.util.List;
import org.convzoo.ops.image.ImageResizing;
import org.convzoo.ops.image.Pixels;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Operand;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Case;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.image.ResizeBicubic;
import org.tensorflow.op.image.ResizeNearestNeighbor;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/** How pixels between pixels are made up. */
public enum Interpolation implements Sample.Resizing {
  BILINEAR {
    @Override
    public Operand<TFloat32> apply(
        Ops tf, Operand<? extends TNumber> images, Operand<TInt32> size) {
      return ImageResizing.resized(tf, images, size);
    }
  },
  /** Keys' kernel, cut off at 0 and 255. */
  BICUBIC {
    @Override
    public Operand<TFloat32> apply(
        Ops tf, Operand<? extends TNumber> images, Operand<TInt32> size) {
      var cubic = tf.image.resizeBicubic(images, size, ResizeBicubic.halfPixelCenters(true));
      return tf.clipByValue(cubic, tf.constant(0f), tf.constant(255f));
    }
  },
  /** The mean of what a pixel covers. */
  AREA {
    @Override
    public Operand<TFloat32> apply(
        Ops tf, Operand<? extends TNumber> images, Operand<TInt32> size) {
      return tf.image.resizeArea(images, size);
    }
  },
  NEAREST {
    @Override
    public Operand<TFloat32> apply(
        Ops tf, Operand<? extends TNumber> images, Operand<TInt32> size) {
      return Pixels.floats(
          tf,
          tf.image.resizeNearestNeighbor(
              images, size, ResizeNearestNeighbor.halfPixelCenters(true)));
    }
  };

  /** The one of {@code known} with the number {@code which}; the others are not computed. */
  public static Sample.Resizing oneOf(List<Interpolation> known, Operand<TInt32> which) {
    if (known.size() == 1) {
      return known.get(0);
    }
    return (tf, images, size) -> {
      List<ConcreteFunction> branches = new ArrayList<>();
      for (Interpolation one : known) {
        branches.add(one.function(images.type(), images.shape()));
      }
      long channels = images.shape().get(3);
      var resized =
          tf.statelessCase(
              which,
              List.of(images, size),
              List.of(TFloat32.class),
              branches,
              Case.outputShapes(List.of(Shape.of(-1, -1, -1, channels))));
      branches.forEach(ConcreteFunction::close);
      return resized.output().get(0).expect(TFloat32.class);
    };
  }

  private ConcreteFunction function(Class<? extends TNumber> type, Shape shape) {
    return ConcreteFunction.create(
        tf -> {
          var images = tf.placeholder(type, Placeholder.shape(shape));
          var size = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(2)));
          return Signature.builder()
              .input("images", images)
              .input("size", size)
              .output("resized", apply(tf, images, size))
              .build();
        });
  }
}
