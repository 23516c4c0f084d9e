package org.convzoo.train.internal.device.operation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.NodeDef;

/**
 * An operation of a graph that is to run alone.
 *
 * @param operation which
 * @param definition its attributes
 * @param fed what it reads and is fed
 */
public record SingleOperation(GraphOperation operation, NodeDef definition, Set<Output<?>> fed) {

  /** The rest is a note from one of a device's kernels to its gradient on the same device. */
  private static final int PUBLIC_OUTPUTS_OF_BATCH_NORM = 3;

  private static final String BATCH_NORM = "FusedBatchNorm";

  /** Returns the operations of a graph that read something and say something. */
  public static List<SingleOperation> of(CaseGraph built) {
    Map<String, NodeDef> definitions = new LinkedHashMap<>();
    built.graph().toGraphDef().getNodeList().forEach(node -> definitions.put(node.getName(), node));
    List<SingleOperation> all = new ArrayList<>();
    for (GraphOperation operation : built.operations()) {
      if (operation.numInputs() > 0 && operation.numOutputs() > 0) {
        Set<Output<?>> fed = new LinkedHashSet<>();
        addFed(operation, fed);
        all.add(new SingleOperation(operation, definitions.get(operation.name()), fed));
      }
    }
    return all;
  }

  private static void addFed(GraphOperation operation, Set<Output<?>> fed) {
    boolean writes = operation.type().startsWith("Assign"); // to its first input, a variable
    for (Operand<?> input : operation.inputs().subList(writes ? 1 : 0, operation.numInputs())) {
      GraphOperation from = (GraphOperation) input.op();
      if (isNote(from, input.asOutput().index())) {
        addFed(from, fed);
      } else if (!from.type().equals("Const")) {
        fed.add(input.asOutput());
      }
    }
  }

  private static boolean isNote(GraphOperation from, int output) {
    return from.type().startsWith(BATCH_NORM) && output >= PUBLIC_OUTPUTS_OF_BATCH_NORM;
  }

  /** What is to be compared. */
  List<Output<?>> outputs() {
    List<Output<?>> outputs = new ArrayList<>();
    for (int i = 0; i < operation.numOutputs(); i++) {
      if (!isNote(operation, i)) {
        outputs.add(operation.output(i));
      }
    }
    return outputs;
  }

  /** What tells it apart from others: its type, attributes and the sizes of its inputs. */
  public String signature(Inputs values) {
    Map<String, Object> attributes = new TreeMap<>(definition.getAttrMap());
    attributes.keySet().removeIf(key -> key.startsWith("_"));
    List<String> sizes = fed.stream().map(input -> values.of(input).shape().toString()).toList();
    return operation.type() + attributes + sizes;
  }

  /** Returns the shape of the largest input, or null where all are constants. */
  public Shape largestInput(Inputs values) {
    return fed.stream()
        .map(input -> values.of(input).shape())
        .max(Comparator.comparingLong(Shape::size))
        .orElse(null);
  }

  /** Feeds a run and has it fetch what is to be compared. */
  public Session.Runner ask(Session.Runner runner, Inputs values) {
    fed.forEach(input -> runner.feed(input, values.of(input)));
    outputs().forEach(runner::fetch);
    return runner;
  }

  /** What operations of a graph read. */
  public record Inputs(Result result, Map<Output<?>, Tensor> values) implements AutoCloseable {

    public static Inputs of(CaseGraph built, Session session, Set<Output<?>> inputs) {
      Map<Output<?>, Tensor> values = new LinkedHashMap<>(built.fed());
      List<Output<?>> computed = inputs.stream().filter(each -> !values.containsKey(each)).toList();
      Session.Runner runner = built.feed(session.runner());
      computed.forEach(runner::fetch);
      Result result = runner.run();
      for (int i = 0; i < computed.size(); i++) {
        values.put(computed.get(i), result.get(i));
      }
      return new Inputs(result, values);
    }

    Tensor of(Output<?> input) {
      return values.get(input);
    }

    @Override
    public void close() {
      result.close();
    }
  }
}
