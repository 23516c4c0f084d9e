package org.convzoo.report.flow;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.convzoo.report.internal.op.Gradient;
import org.convzoo.report.internal.op.Sizes;
import org.convzoo.report.internal.shape.Parameters;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;

/**
 * Which activations must stay for the backward pass of a subject: those that the gradients of its
 * trainable parameters read, each once, where they are written. What the loss reads is not in it.
 */
public final class Backward {

  private final DataFlow flow;
  private final Set<GraphOperation> moved = new HashSet<>();
  private final Set<Output<?>> kept = new LinkedHashSet<>();

  public Backward(DataFlow flow, Parameters parameters) {
    this.flow = flow;
    List<GraphOperation> operations = flow.operations();
    for (GraphOperation op : operations) {
      boolean starts = parameters.holds(op) && parameters.isTrainable(op);
      if (starts || passes(op) && op.inputs().stream().anyMatch(this::isMoved)) {
        moved.add(op);
      }
    }
    Set<GraphOperation> reached = new HashSet<>();
    flow.ends().stream()
        .filter(this::isMoved)
        .forEach(end -> reached.add((GraphOperation) end.op()));
    for (int i = operations.size() - 1; i >= 0; i--) {
      GraphOperation op = operations.get(i);
      if (reached.contains(op)) {
        op.inputs().stream()
            .filter(this::isMoved)
            .forEach(x -> reached.add((GraphOperation) x.op()));
        Gradient.of(op)
            .find(op, this::isMoved)
            .map(flow::viewed)
            .filter(flow::isActivation)
            .forEach(kept::add);
      }
    }
  }

  private boolean passes(GraphOperation op) {
    return IntStream.range(0, op.numOutputs()).anyMatch(i -> Sizes.isFloating(op.output(i)))
        && Gradient.of(op).passes()
        && !flow.isFed(op);
  }

  private boolean isMoved(Operand<?> value) {
    return moved.contains((GraphOperation) value.op());
  }

  /** Returns the activations that must stay. */
  Set<Output<?>> kept() {
    return kept;
  }

  /** Returns the bytes that must stay of what an operation puts out. */
  public long bytesKept(GraphOperation op) {
    return IntStream.range(0, op.numOutputs())
        .<Output<?>>mapToObj(op::output)
        .filter(output -> kept.contains(output) && Sizes.isKnown(output))
        .mapToLong(Sizes::bytes)
        .reduce(0, Math::addExact);
  }
}
