package org.convzoo.train.step;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.convzoo.ops.internal.runtime.Ancestors;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;

/** Looks for NaN and infinity in the tensors of a graph. */
public final class FiniteCheck {

  private static final Set<DataType> FLOATS = Set.of(DataType.DT_FLOAT, DataType.DT_FLOAT_REF);

  private final List<String> names = new ArrayList<>();
  private final Operand<TBool> finite;

  /** Builds the check of the float32 outputs of some operations, in the order of the graph. */
  private FiniteCheck(Ops tf, Graph graph, Predicate<GraphOperation> checked) {
    List<GraphOperation> operations = new ArrayList<>();
    graph.operations().forEachRemaining(operations::add);
    List<Operand<TBool>> each = new ArrayList<>();
    operations.removeIf(checked.negate());
    for (Operation operation : operations) {
      for (int i = 0; i < operation.numOutputs(); i++) {
        Output<?> output = operation.output(i);
        if (FLOATS.contains(output.dataType())) {
          var all = tf.reshape(output.expect(TFloat32.class), tf.constant(new int[] {-1}));
          each.add(tf.reduceAll(tf.math.isFinite(all), tf.constant(0)));
          names.add(operation.name());
        }
      }
    }
    finite = tf.stack(each);
  }

  /** Builds the check of all variables. */
  public static FiniteCheck ofVariables(Ops tf, Graph graph) {
    return new FiniteCheck(tf, graph, operation -> operation.type().equals("VariableV2"));
  }

  /** Builds the check of all that {@code end} is computed from, and of itself. */
  public static FiniteCheck before(Ops tf, Graph graph, Operand<?> end) {
    Set<GraphOperation> before = Ancestors.of(List.of(end), List.of());
    return new FiniteCheck(tf, graph, before::contains);
  }

  /** Returns the name of the first operation, in the graph's order, that has a bad number. */
  public Optional<String> firstBad(Session session) {
    try (Result result = session.runner().fetch(finite).run()) {
      TBool all = (TBool) result.get(0);
      for (int i = 0; i < names.size(); i++) {
        if (!all.getBoolean(i)) {
          return Optional.of(names.get(i));
        }
      }
      return Optional.empty();
    }
  }
}
