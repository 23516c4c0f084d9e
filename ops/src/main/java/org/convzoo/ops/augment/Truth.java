package org.convzoo.ops.augment;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.op.image.ResizeNearestNeighbor;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** How the truth about an image follows its pixels. */
sealed interface Truth {

  /** Follows a resizing from one size to another, each [2] as height and width. */
  Operand<? extends TType> resize(Ops tf, Operand<TInt32> from, Operand<TInt32> to);

  /** Tells labels, maps and boxes apart by their axes, as {@link Sample} has them. */
  static Truth of(Operand<? extends TType> truth) {
    return switch (truth.shape().numDimensions()) {
      case 0 -> new Label(truth);
      case 2 -> new Boxes(truth.asOutput().expect(TFloat32.class));
      case 3 -> new PixelLabels(truth.asOutput().expect(TInt32.class));
      default -> throw new IllegalArgumentException("no label, map or boxes: " + truth.shape());
    };
  }

  /** One label, which stays as it is. */
  record Label(Operand<? extends TType> value) implements Truth {

    @Override
    public Operand<? extends TType> resize(Ops tf, Operand<TInt32> from, Operand<TInt32> to) {
      return value;
    }
  }

  /** Labels of the pixels, [H,W,K]: those of the nearest pixel. */
  record PixelLabels(Operand<TInt32> map) implements Truth {

    @Override
    public Operand<TInt32> resize(Ops tf, Operand<TInt32> from, Operand<TInt32> to) {
      var nearest =
          tf.image.resizeNearestNeighbor(
              tf.expandDims(map, tf.constant(0)), to, ResizeNearestNeighbor.halfPixelCenters(true));
      return tf.squeeze(nearest, Squeeze.axis(List.of(0L)));
    }
  }

  /** Boxes [M,4]. */
  record Boxes(Operand<TFloat32> sides) implements Truth {

    @Override
    public Operand<TFloat32> resize(Ops tf, Operand<TInt32> from, Operand<TInt32> to) {
      var scale =
          tf.math.div(tf.dtypes.cast(to, TFloat32.class), tf.dtypes.cast(from, TFloat32.class));
      return tf.math.mul(sides, tf.tile(scale, tf.constant(new int[] {2})));
    }
  }
}
