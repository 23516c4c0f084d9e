package org.convzoo.report.flow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.convzoo.report.internal.op.OperationTypes;
import org.convzoo.report.internal.op.Sizes;
import org.convzoo.report.internal.shape.ElementShapes;
import org.convzoo.report.internal.shape.Rounds;
import org.convzoo.report.source.GraphSource;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;

/**
 * Who reads what in a subject's graph, and how many bytes go to and fro.
 *
 * <p>An operation is live if it depends on an input, or on numbers that change from round to round
 * of a loop. One that is not, such as a kernel that is read or cut in two, belongs to the first
 * live operation that uses it.
 */
public final class DataFlow {

  private static final Set<String> VIEWS =
      Set.of(
          "Identity",
          "StopGradient",
          "PreventGradient",
          "Reshape",
          "Squeeze",
          "ExpandDims",
          "EnsureShape");

  private final List<GraphOperation> operations;
  private final List<Output<?>> ends;
  private final Set<GraphOperation> fed = new HashSet<>();
  private final Set<GraphOperation> live = new HashSet<>();
  private final Map<Output<?>, Integer> readers = new HashMap<>();
  private final Map<GraphOperation, List<GraphOperation>> owned = new LinkedHashMap<>();
  private final Map<GraphOperation, Optional<Output<?>>> replaced = new HashMap<>();

  public DataFlow(GraphSource subject) {
    operations = subject.operations();
    ends = subject.outputs();
    subject.inputs().forEach(input -> fed.add((GraphOperation) input.op()));
    ends.forEach(output -> readers.merge(output, 1, Integer::sum));
    Map<GraphOperation, GraphOperation> firstReader = new HashMap<>();
    Set<GraphOperation> variables = Rounds.variables(operations);
    for (GraphOperation op : operations) {
      boolean reads = fed.contains(op) || variables.contains(op) && Sizes.isFloating(op.output(0));
      for (Operand<?> input : op.inputs()) {
        readers.merge(input.asOutput(), 1, Integer::sum);
        firstReader.putIfAbsent((GraphOperation) input.op(), op);
        reads |= live.contains((GraphOperation) input.op());
      }
      if (reads && !ElementShapes.isAdded(op)) {
        live.add(op);
      }
    }
    live().forEach(op -> owned.put(op, new ArrayList<>()));
    for (GraphOperation op : operations) {
      GraphOperation owner = op;
      while (!live.contains(owner) && firstReader.containsKey(owner)) {
        owner = firstReader.get(owner);
      }
      owned.computeIfAbsent(owner, o -> new ArrayList<>()).add(op);
    }
  }

  /** Returns all operations that count, in the graph's order. */
  public List<GraphOperation> operations() {
    return operations;
  }

  /** Returns those that depend on an input. */
  public List<GraphOperation> live() {
    return operations.stream().filter(live::contains).toList();
  }

  /** Returns the live operations, each with itself and what belongs to it. */
  public Map<GraphOperation, List<GraphOperation>> owned() {
    return owned;
  }

  /** Whether the operation depends on an input. */
  public boolean isLive(GraphOperation op) {
    return live.contains(op);
  }

  /** Returns what the subject is asked for. */
  List<Output<?>> ends() {
    return ends;
  }

  public boolean isFed(GraphOperation op) {
    return fed.contains(op);
  }

  /** Whether this is an activation: it depends on an input, and is none. */
  boolean isActivation(Output<?> value) {
    GraphOperation op = (GraphOperation) value.op();
    return live.contains(op) && !fed.contains(op);
  }

  /** Returns the tensor whose bytes {@code value} shows, perhaps in another shape. */
  Output<?> viewed(Output<?> value) {
    Output<?> viewed = value;
    while (isView((GraphOperation) viewed.op())) {
      viewed = ((GraphOperation) viewed.op()).input(0);
    }
    return viewed;
  }

  private boolean isView(GraphOperation op) {
    return VIEWS.contains(op.type()) && !fed.contains(op);
  }

  /** Returns the shape of the first live input; it is unknown where there is none. */
  public Shape firstInput(GraphOperation op) {
    return liveInputs(op).findFirst().map(Output::shape).orElse(Shape.unknown());
  }

  /** Whether the shapes are known of all numbers that the operation reads and that it is asked. */
  public boolean hasKnownShapes(GraphOperation op) {
    Stream<Output<?>> inputs = op.inputs().stream().map(Operand::asOutput);
    return Stream.concat(inputs, asked(op)).filter(Sizes::isFloating).allMatch(Sizes::isKnown);
  }

  /** Returns the bytes of what is fed. */
  public long bytesFed() {
    return bytes(fed.stream().map(op -> op.output(0)));
  }

  /** Returns the bytes of activations that the operation reads. */
  public long bytesRead(GraphOperation op) {
    if (!live.contains(op) || fed.contains(op) || isView(op)) {
      return 0;
    }
    long all = bytes(liveInputs(op));
    return all - replaced(op).map(Sizes::bytes).orElse(0L);
  }

  /** Returns the bytes of activations that the operation writes. */
  public long bytesWritten(GraphOperation op) {
    return bytes(written(op));
  }

  /** Returns the tensors that the operation writes anew, and not into the place of an input. */
  Stream<Output<?>> written(GraphOperation op) {
    boolean writes =
        live.contains(op) && !fed.contains(op) && !isView(op) && replaced(op).isEmpty();
    return writes ? asked(op) : Stream.empty();
  }

  private static long bytes(Stream<Output<?>> values) {
    return values.filter(Sizes::isKnown).mapToLong(Sizes::bytes).reduce(0, Math::addExact);
  }

  /** The input whose place the output can take, as TensorFlow does it: nobody else reads it. */
  Optional<Output<?>> replaced(GraphOperation op) {
    return replaced.computeIfAbsent(op, this::findReplaced);
  }

  private Optional<Output<?>> findReplaced(GraphOperation op) {
    boolean can =
        switch (OperationTypes.work(op)) {
          case BIASES, ELEMENT_WISE -> true;
          case NORMALIZATION -> !op.type().equals("LRN");
          default -> false;
        };
    if (!can || !Sizes.isKnown(op.output(0))) {
      return Optional.empty();
    }
    long size = Sizes.bytes(op.output(0));
    return liveInputs(op)
        .filter(input -> isActivation(viewed(input)) && isReadOnce(input))
        .filter(input -> Sizes.isKnown(input) && Sizes.bytes(input) == size)
        .findFirst();
  }

  private boolean isReadOnce(Output<?> value) {
    GraphOperation op = (GraphOperation) value.op();
    return readers.get(value) == 1 && (!isView(op) || isReadOnce(op.input(0)));
  }

  /** Returns the inputs of an operation that are live. */
  Stream<Output<?>> liveInputs(GraphOperation op) {
    return op.inputs().stream()
        .filter(input -> live.contains((GraphOperation) input.op()))
        .map(Operand::asOutput);
  }

  /** The outputs that somebody reads. */
  private Stream<Output<?>> asked(GraphOperation op) {
    return IntStream.range(0, op.numOutputs())
        .<Output<?>>mapToObj(op::output)
        .filter(readers::containsKey);
  }
}
