package org.convzoo.report.internal.shape;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.convzoo.report.internal.op.Attributes;
import org.convzoo.report.internal.op.Sizes;
import org.tensorflow.GraphOperation;
import org.tensorflow.OperationAttributeInspector;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;

/**
 * Which operations of a graph hold parameters.
 *
 * <p>They are the variables. In a frozen graph, which has none, they are the constants that say of
 * themselves that they stand for variables, as those of Convzoo's exports do; where none says so,
 * the constants of floating type and of more than one element, but for the initial values of loops.
 * A parameter is trainable if the file that it was read from says so. Where none does, it counts as
 * trainable unless batch norm reads it as a running mean or variance, its name says that it is one,
 * or it is not of floating type: a graph says no more.
 */
public final class Parameters {

  private static final Set<String> VARIABLES = Set.of("VariableV2", "Variable", "VarHandleOp");
  private static final Pattern STATISTIC =
      Pattern.compile(".*(moving|running)_(mean|var(iance)?)\\b.*");

  private final boolean frozen;
  private final boolean marked;
  private final Set<GraphOperation> statistics = new HashSet<>();
  private final Set<GraphOperation> initial = new HashSet<>();

  public Parameters(List<GraphOperation> operations) {
    frozen = operations.stream().noneMatch(op -> VARIABLES.contains(op.type()));
    marked = operations.stream().anyMatch(Parameters::standsForVariable);
    for (GraphOperation op : operations) {
      if (op.type().startsWith("FusedBatchNorm")) {
        statistics.add(source(op, 3));
        statistics.add(source(op, 4));
      }
    }
    for (GraphOperation variable : Rounds.variables(operations)) {
      initial.add(source(variable, 0));
    }
  }

  /** Where an input comes from, behind what only reads it. */
  private static GraphOperation source(GraphOperation op, int input) {
    GraphOperation source = (GraphOperation) op.input(input).op();
    while (Set.of("Identity", "ReadVariableOp", "Cast").contains(source.type())) {
      source = (GraphOperation) source.input(0).op();
    }
    return source;
  }

  /** Whether operations of this type are variables. */
  public static boolean isVariable(String type) {
    return VARIABLES.contains(type);
  }

  /** Whether the operation holds parameters. */
  public boolean holds(GraphOperation op) {
    if (frozen && marked) {
      return standsForVariable(op);
    }
    return frozen
        ? op.type().equals("Const")
            && !initial.contains(op)
            && Sizes.isFloating(op.output(0))
            && Sizes.isKnown(op.output(0))
            && Sizes.elements(op.output(0)) > 1
        : isVariable(op.type());
  }

  private static boolean standsForVariable(GraphOperation op) {
    return op.type().equals("Const") && SavedVariables.trainable(op).isPresent();
  }

  /** Whether gradients move what the operation holds. */
  public boolean isTrainable(GraphOperation op) {
    return SavedVariables.trainable(op).orElseGet(() -> seemsTrainable(op));
  }

  private boolean seemsTrainable(GraphOperation op) {
    return Sizes.isFloating(type(op))
        && !statistics.contains(op)
        && !STATISTIC.matcher(op.name()).matches();
  }

  /** Returns the number of parameters that the operation holds, or -1 if its shape is not known. */
  public long size(GraphOperation op) {
    Shape shape =
        isHandle(op)
            ? Attributes.find(op, "shape", OperationAttributeInspector::getAttrShape)
                .orElse(Shape.unknown())
            : op.output(0).shape();
    return shape.isUnknown() || shape.hasUnknownDimension() ? -1 : Sizes.elements(shape);
  }

  public DataType type(GraphOperation op) {
    return isHandle(op)
        ? Attributes.find(op, "dtype", OperationAttributeInspector::getAttrType)
            .orElse(DataType.DT_INVALID)
        : op.output(0).dataType();
  }

  private static boolean isHandle(GraphOperation op) {
    return op.type().equals("VarHandleOp");
  }
}
