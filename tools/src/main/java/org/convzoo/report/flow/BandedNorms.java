package org.convzoo.report.flow;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.convzoo.ops.internal.runtime.MultiplyAdds;
import org.convzoo.report.internal.op.Constants;
import org.convzoo.report.internal.op.OperationTypes;
import org.convzoo.report.internal.op.Sizes;
import org.convzoo.report.internal.op.Work;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;

/**
 * Local response normalisation as a training phase builds it: by its formula, whose sums over
 * neighbouring channels are a 1x1 convolution with a banded kernel. It is accounted for as the LRN
 * that it is, and the convolution's multiply-adds apart.
 */
public final class BandedNorms {

  private final Map<GraphOperation, Long> neighbours = new LinkedHashMap<>();
  private final Set<String> scopes = new HashSet<>();

  public BandedNorms(List<GraphOperation> operations) {
    for (GraphOperation op : operations) {
      String scope = Scopes.parent(op.name());
      if (op.type().equals("Conv2D") && Composed.kind(scope).filter("lrn"::equals).isPresent()) {
        band(op)
            .ifPresent(
                n -> {
                  neighbours.put(op, n);
                  scopes.add(scope);
                });
      }
    }
  }

  /** Whether an operation is part of such a layer. */
  public boolean contains(GraphOperation op) {
    return scopes.contains(Scopes.parent(op.name()));
  }

  /** Returns the FLOPs of a whole layer for its convolution, and none for its other operations. */
  public Map<Work, Long> flops(GraphOperation op) {
    Long n = neighbours.get(op);
    return n == null
        ? Map.of()
        : Map.of(
            Work.NORMALIZATION,
            Math.multiplyExact(OperationTypes.lrnFlops(n), Sizes.elements(op.output(0))));
  }

  /** Returns the multiply-adds of all the convolutions. */
  public long multiplyAdds() {
    return neighbours.keySet().stream().mapToLong(MultiplyAdds::of).reduce(0, Math::addExact);
  }

  /** The channels that a number in the middle is the sum of. */
  private static Optional<Long> band(GraphOperation convolution) {
    Operand<?> kernel = convolution.input(1);
    Shape shape = kernel.shape();
    if (!Sizes.isKnown(convolution.output(0)) || !Sizes.isKnown(kernel.asOutput())) {
      return Optional.empty();
    }
    long channels = shape.get(3);
    if (!shape.equals(Shape.of(1, 1, channels, channels))) {
      return Optional.empty();
    }
    return Constants.floats(kernel)
        .map(
            numbers ->
                LongStream.range(0, channels)
                    .filter(from -> numbers[(int) (from * channels + channels / 2)] != 0)
                    .count());
  }
}
