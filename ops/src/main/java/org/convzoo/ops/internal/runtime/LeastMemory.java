package org.convzoo.ops.internal.runtime;

import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import javax.management.JMException;
import javax.management.ObjectName;
import org.convzoo.UsageException;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.proto.DataType;

/**
 * The memory in bytes without which a graph cannot run, whatever its order: all variables, and with
 * them what is there at one time. It is computed from the shapes that TensorFlow infers, so that
 * what cannot fit is refused before it takes the machine down. What a kernel needs besides, and
 * what sizes are known only when it runs, is not in it.
 */
public final class LeastMemory {

  /** Operations whose outputs are not memory of their own. */
  private static final Set<String> VIEWS =
      Set.of("Identity", "StopGradient", "PreventGradient", "Reshape", "Squeeze", "ExpandDims");

  /** Operations that look at a tensor's shape alone. */
  private static final Set<String> LOOKS = Set.of("Shape", "ShapeN", "Size", "Rank");

  /** A variable's output is a reference, whose type has its own number and this. */
  private static final int REFERENCES = 100;

  private static final double GIGABYTE = 1e9;

  private LeastMemory() {}

  /**
   * Returns what a run of {@code end} needs: the variables, and the largest operation's outputs or,
   * where there is more of it, what a backward pass reads once the losses are there.
   *
   * @param losses what gradients start from; {@code end} itself where there are none
   * @param batch the size of first axes that the graph does not know
   */
  public static double of(Graph graph, Op end, Collection<? extends Op> losses, int batch) {
    double variables = 0;
    for (Iterator<GraphOperation> all = graph.operations(); all.hasNext(); ) {
      GraphOperation op = all.next();
      variables += isVariable(op) ? outputs(op, batch) : 0;
    }
    Set<GraphOperation> run = Ancestors.of(List.of(end), List.of());
    Set<GraphOperation> forward = Ancestors.of(losses, List.of());
    double largest =
        run.stream()
            .filter(LeastMemory::owns)
            .mapToDouble(op -> outputs(op, batch))
            .max()
            .orElse(0);
    Set<Output<?>> kept = new HashSet<>();
    for (GraphOperation op : run) {
      if (!forward.contains(op) && !LOOKS.contains(op.type())) {
        for (var input : op.inputs()) {
          kept.add(origin(input.asOutput()));
        }
      }
    }
    double read =
        kept.stream()
            .filter(each -> forward.contains((GraphOperation) each.op()))
            .filter(each -> owns((GraphOperation) each.op()))
            .mapToDouble(each -> bytes(each, batch))
            .sum();
    return variables + Math.max(largest, read);
  }

  /**
   * Refuses what the machine has not, or the container that it runs in.
   *
   * @param what needs it, as the start of a sentence
   * @throws IllegalArgumentException if {@code bytes} are more
   */
  public static void require(String what, double bytes) {
    require(what, bytes, machine(), "this machine");
  }

  /** A small Java, without the module jdk.management, does not know it. */
  private static long machine() {
    try {
      ObjectName system = new ObjectName(ManagementFactory.OPERATING_SYSTEM_MXBEAN_NAME);
      return (long)
          ManagementFactory.getPlatformMBeanServer().getAttribute(system, "TotalMemorySize");
    } catch (JMException e) {
      return Long.MAX_VALUE;
    }
  }

  /**
   * Refuses what Java's own heap has not.
   *
   * @throws IllegalArgumentException if {@code bytes} are more
   */
  public static void requireHeap(String what, double bytes) {
    require(what, bytes, Runtime.getRuntime().maxMemory(), "Java");
  }

  private static void require(String what, double bytes, long there, String whose) {
    if (bytes > there) {
      throw new UsageException(
          "%s needs at least %,.1f GB of memory, and %s has %,.1f GB: make it smaller",
          what, bytes / GIGABYTE, whose, there / GIGABYTE);
    }
  }

  private static boolean isVariable(GraphOperation op) {
    return op.type().equals("VariableV2");
  }

  private static boolean owns(GraphOperation op) {
    boolean moves = op.type().startsWith("Assign") || op.type().startsWith("Apply");
    return !isVariable(op) && !moves && !VIEWS.contains(op.type());
  }

  private static Output<?> origin(Output<?> output) {
    Output<?> at = output;
    while (VIEWS.contains(at.op().type())) {
      at = ((GraphOperation) at.op()).input(0);
    }
    return at;
  }

  private static double outputs(GraphOperation op, int batch) {
    double sum = 0;
    for (int i = 0; i < op.numOutputs(); i++) {
      sum += bytes(op.output(i), batch);
    }
    return sum;
  }

  private static double bytes(Output<?> output, int batch) {
    Shape shape = output.shape();
    if (shape.isUnknown()) {
      return 0;
    }
    double bytes = size(output.dataType());
    for (int axis = 0; axis < shape.numDimensions(); axis++) {
      long size = shape.get(axis);
      bytes *= size != Shape.UNKNOWN_SIZE ? size : axis == 0 ? batch : 1;
    }
    return bytes;
  }

  private static int size(DataType type) {
    return switch (type.getNumber() > REFERENCES ? referred(type) : type) {
      case DT_DOUBLE, DT_INT64, DT_UINT64, DT_COMPLEX64 -> 8;
      case DT_FLOAT, DT_INT32, DT_UINT32 -> 4;
      case DT_HALF, DT_BFLOAT16, DT_INT16, DT_UINT16 -> 2;
      case DT_UINT8, DT_INT8, DT_BOOL -> 1;
      default -> 0; // of texts and datasets the shape does not say it
    };
  }

  private static DataType referred(DataType reference) {
    return DataType.forNumber(reference.getNumber() - REFERENCES);
  }
}
