package org.convzoo.train.internal.device.operation;

import java.util.List;
import java.util.function.UnaryOperator;
import org.convzoo.ops.Flow;
import org.convzoo.ops.Layers;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * A layer to be checked.
 *
 * @param name for people
 * @param input the shape of what it reads
 * @param body builds it
 */
public record LayerCase(String name, Shape input, Body body) {

  /** Builds a layer, for training or for inference. */
  @FunctionalInterface
  public interface Body {

    /** Returns what the layer says; of the first the gradients are taken. */
    List<Operand<?>> build(Layers net, Operand<TFloat32> x);
  }

  /** A layer as networks have it. */
  public static LayerCase of(String name, Shape input, UnaryOperator<Flow> layer) {
    return new LayerCase(name, input, (net, x) -> List.of(layer.apply(net.flow(x)).value()));
  }
}
