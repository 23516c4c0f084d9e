package org.convzoo.ops.internal.runtime;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.PlacedOperation;

/**
 * The devices of operations that were built without one beside operations that have one: the
 * gradients of a placed tower, which TensorFlow builds without a device, an optimiser's slots and
 * updates, averages of weights, checks.
 *
 * <p>Each stands where what it works on stands:
 *
 * <ul>
 *   <li>what writes to a variable, and all that is written with it, stands with the variable;
 *   <li>else an operation stands with the first tensor it reads: at best one of an operation that
 *       was built on a device, then any other, then a variable, and last a scalar;
 *   <li>what gives a tensor another shape, or repeats it, stands where that shape comes from: the
 *       gradient of a mean is spread over what the mean was of;
 *   <li>a sum of tensors from several devices stands where it is read: a gradient of what several
 *       towers read belongs to the tower that made it;
 *   <li>what is computed from constants alone stands where it is read.
 * </ul>
 *
 * <p>What reads nothing that is placed, such as the input pipeline or the learning rate, is left to
 * TensorFlow.
 */
public final class Placement {

  /** Operations whose second input is a shape. */
  private static final Set<String> SHAPED = Set.of("Reshape", "Tile", "BroadcastTo");

  private final Graph graph;
  private final List<GraphOperation> operations = new ArrayList<>();
  private final Map<GraphOperation, List<GraphOperation>> readers = new HashMap<>();
  private final Map<GraphOperation, String> built = new HashMap<>();
  private final Map<GraphOperation, String> placed = new HashMap<>();
  private final Map<GraphOperation, Set<GraphOperation>> writtenTogether = new HashMap<>();

  private Placement(Graph graph) {
    this.graph = graph;
    graph.operations().forEachRemaining(operations::add);
    for (GraphOperation op : operations) {
      if (!op.device().isEmpty()) {
        built.put(op, op.device());
      }
    }
    placed.putAll(built);
  }

  /**
   * Completes the placement of a graph, of which some operations were built on a device. Where none
   * was, nothing happens. It may be called again when more has been built.
   */
  public static void complete(Graph graph) {
    Placement placement = new Placement(graph);
    if (!placement.built.isEmpty()) {
      placement.follow();
    }
  }

  private void follow() {
    for (GraphOperation op : operations) {
      op.inputs().forEach(in -> readers.computeIfAbsent(from(in), r -> new ArrayList<>()).add(op));
    }
    Map<GraphOperation, Set<GraphOperation>> links = references();
    operations.stream()
        .filter(links::containsKey)
        .filter(op -> !writtenTogether.containsKey(op))
        .map(op -> connected(op, links))
        .forEach(this::writeTogether);
    for (int before = -1; before < placed.size(); ) {
      before = placed.size();
      operations.forEach(this::placeByInputs);
    }
    List<GraphOperation> lastFirst = new ArrayList<>(operations);
    Collections.reverse(lastFirst);
    Set<GraphOperation> constants = constants();
    lastFirst.stream().filter(constants::contains).forEach(this::placeByReaders);
  }

  // What writes to variables

  /** Who takes whose output by reference, both ways. */
  private Map<GraphOperation, Set<GraphOperation>> references() {
    Map<GraphOperation, Set<GraphOperation>> links = new LinkedHashMap<>();
    for (GraphOperation op : operations) {
      for (int i = 0; i < op.numInputs(); i++) {
        if (PlacedOperation.takesReference(op, i)) {
          GraphOperation variable = from(op.input(i));
          links.computeIfAbsent(op, o -> new LinkedHashSet<>()).add(variable);
          links.computeIfAbsent(variable, o -> new LinkedHashSet<>()).add(op);
        }
      }
    }
    return links;
  }

  private static Set<GraphOperation> connected(
      GraphOperation start, Map<GraphOperation, Set<GraphOperation>> links) {
    Set<GraphOperation> seen = new LinkedHashSet<>(Set.of(start));
    Deque<GraphOperation> open = new ArrayDeque<>(seen);
    while (!open.isEmpty()) {
      links.get(open.remove()).stream().filter(seen::add).forEach(open::add);
    }
    return seen;
  }

  private void writeTogether(Set<GraphOperation> group) {
    group.forEach(op -> writtenTogether.put(op, group));
    group.stream()
        .filter(Placement::isVariable)
        .flatMap(variable -> Stream.ofNullable(placed.get(variable)))
        .findFirst()
        .ifPresent(device -> group.forEach(op -> place(op, device)));
  }

  // What reads

  private void placeByInputs(GraphOperation op) {
    if (!placed.containsKey(op)) {
      byInputs(op)
          .ifPresent(
              device ->
                  writtenTogether.getOrDefault(op, Set.of(op)).forEach(o -> place(o, device)));
    }
  }

  private Optional<String> byInputs(GraphOperation op) {
    List<Output<?>> all =
        IntStream.range(0, op.numInputs())
            .filter(i -> !PlacedOperation.takesReference(op, i))
            .<Output<?>>mapToObj(op::input)
            .toList();
    List<Output<?>> tensors = all.stream().filter(input -> !isScalar(input)).toList();
    if (tensors.isEmpty()) {
      return all.stream().flatMap(in -> Stream.ofNullable(placed.get(from(in)))).findFirst();
    }
    Optional<String> own = byBuilt(op);
    if (own.isPresent()) {
      return own;
    }
    if (SHAPED.contains(op.type()) && placed.containsKey(from(op.input(1)))) {
      return Optional.of(placed.get(from(op.input(1))));
    }
    Predicate<GraphOperation> variable = Placement::isVariable;
    List<String> computed = devices(tensors, variable.negate(), placed::get);
    if (computed.stream().distinct().count() > 1) {
      Optional<String> wanted =
          readers.getOrDefault(op, List.of()).stream().flatMap(r -> fixed(r).stream()).findFirst();
      if (wanted.isPresent()) {
        return wanted;
      }
    }
    return Stream.concat(computed.stream(), devices(tensors, variable, placed::get).stream())
        .findFirst();
  }

  /** The device of an operation that does not depend on where the rest is placed. */
  private Optional<String> fixed(GraphOperation op) {
    return writtenTogether.containsKey(op) ? Optional.ofNullable(placed.get(op)) : byBuilt(op);
  }

  /** The device of the first tensor that comes from an operation built on one. */
  private Optional<String> byBuilt(GraphOperation op) {
    List<Output<?>> tensors =
        IntStream.range(0, op.numInputs())
            .<Output<?>>mapToObj(op::input)
            .filter(input -> !isScalar(input))
            .toList();
    return devices(tensors, from -> !isVariable(from), built::get).stream().findFirst();
  }

  private static List<String> devices(
      List<Output<?>> tensors,
      Predicate<GraphOperation> which,
      Function<GraphOperation, String> device) {
    return tensors.stream()
        .map(Placement::from)
        .filter(which)
        .flatMap(from -> Stream.ofNullable(device.apply(from)))
        .toList();
  }

  // What is read

  /** Constants, and what is computed from them alone. */
  private Set<GraphOperation> constants() {
    Set<GraphOperation> constants = new HashSet<>();
    for (GraphOperation op : operations) {
      boolean computed =
          op.numInputs() > 0 && op.inputs().stream().allMatch(in -> constants.contains(from(in)));
      if (computed || op.type().equals("Const")) {
        constants.add(op);
      }
    }
    return constants;
  }

  private void placeByReaders(GraphOperation constant) {
    readers.getOrDefault(constant, List.of()).stream()
        .flatMap(reader -> Stream.ofNullable(placed.get(reader)))
        .findFirst()
        .ifPresent(device -> place(constant, device));
  }

  private void place(GraphOperation op, String device) {
    if (placed.putIfAbsent(op, device) == null) {
      PlacedOperation.request(graph, op, device);
    }
  }

  private static GraphOperation from(Operand<?> input) {
    return (GraphOperation) input.op();
  }

  private static boolean isVariable(GraphOperation op) {
    return op.type().equals("VariableV2");
  }

  private static boolean isScalar(Output<?> value) {
    return value.shape().numDimensions() == 0;
  }
}
