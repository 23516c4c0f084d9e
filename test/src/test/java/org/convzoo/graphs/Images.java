package org.convzoo.graphs;

import org.convzoo.graphs.network.Spec;
import org.convzoo.ops.Drawn;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** Batches of any number of images, to be fed, and the maps that layers make of them. */
public final class Images {

  private Images() {}

  public static Operand<TFloat32> of(Drawn drawn, Spec.Input input) {
    return of(drawn, input.height(), input.width(), input.channels());
  }

  public static Operand<TFloat32> of(Drawn drawn, int height, int width, int channels) {
    return drawn
        .test()
        .placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, height, width, channels)));
  }

  /** The shape of square maps, as {@link Drawn#shape} says it. */
  public static String map(int side, int channels) {
    return side + "x" + side + "x" + channels;
  }
}
