package org.convzoo.graphs.task;

import java.util.List;
import org.convzoo.ops.Flow;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * What a network says, before the softmax where there is one: its heads, each of the shape that the
 * network's {@link Task} wants, such as [N,classes] for classification.
 *
 * @param main the head that answers
 * @param auxiliary further heads that help training, none in inference
 */
public record NetworkOutput(Operand<TFloat32> main, List<Auxiliary> auxiliary) {

  /**
   * A head in the middle of a network.
   *
   * @param name its scope in the network
   * @param logits of the main head's kind
   * @param weight of its loss in the sum
   */
  public record Auxiliary(String name, Operand<TFloat32> logits, float weight) {}

  public NetworkOutput {
    auxiliary = List.copyOf(auxiliary);
  }

  /** Returns the same heads, the auxiliary ones with this weight each. */
  public NetworkOutput weighted(float weight) {
    return new NetworkOutput(
        main, auxiliary.stream().map(a -> new Auxiliary(a.name, a.logits, weight)).toList());
  }

  /** A network with one head. */
  public static NetworkOutput of(Flow end) {
    return new NetworkOutput(end.value(), List.of());
  }
}
