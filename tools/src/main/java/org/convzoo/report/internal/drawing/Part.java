package org.convzoo.report.internal.drawing;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.convzoo.report.flow.Composed;
import org.convzoo.report.flow.GlobalPooling;
import org.convzoo.report.flow.Scopes;
import org.convzoo.report.internal.drawing.Drawing.Box;
import org.convzoo.report.internal.drawing.Drawing.Kind;
import org.convzoo.report.internal.op.OperationType;
import org.convzoo.report.internal.op.OperationTypes;
import org.convzoo.report.internal.op.Sizes;
import org.convzoo.report.internal.op.Windows;
import org.convzoo.report.internal.op.Work;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;

/**
 * The operations that a box stands for: its heads, which do the work (several where a convolution's
 * groups are drawn apart), and the tail, which depends on nothing else.
 */
final class Part {

  private final String name;
  private final Kind kind;
  private final List<GraphOperation> heads = new ArrayList<>();
  private final Set<GraphOperation> operations = new LinkedHashSet<>();
  private final Set<GraphOperation> exits = new LinkedHashSet<>();

  Part(String name, Kind kind) {
    this.name = name;
    this.kind = kind;
  }

  String name() {
    return name;
  }

  List<GraphOperation> heads() {
    return heads;
  }

  void add(GraphOperation op, boolean head) {
    operations.add(op);
    if (head) {
      heads.add(op);
    }
  }

  /** Notes that another box reads what {@code op} of this one puts out. */
  void leaveAt(GraphOperation op) {
    exits.add(op);
  }

  boolean isPooling() {
    return kind == Kind.POOLING;
  }

  Box box(String scope) {
    return new Box(name, scope, kind, words(), output(), words(common()::contains));
  }

  /** What is done to what leaves at {@code ends}, and not to all that leaves. */
  List<String> through(Set<GraphOperation> ends) {
    Set<GraphOperation> common = common();
    Set<GraphOperation> before = before(ends);
    return words(op -> before.contains(op) && !common.contains(op));
  }

  /** The operations that everything that leaves has come through. */
  private Set<GraphOperation> common() {
    Set<GraphOperation> common = new HashSet<>(operations);
    exits.forEach(exit -> common.retainAll(before(Set.of(exit))));
    return common;
  }

  private Set<GraphOperation> before(Set<GraphOperation> ends) {
    Set<GraphOperation> before = new HashSet<>();
    List<GraphOperation> open = new ArrayList<>(ends);
    while (!open.isEmpty()) {
      GraphOperation op = open.remove(open.size() - 1);
      if (operations.contains(op) && before.add(op)) {
        op.inputs().stream().map(Operand::op).map(GraphOperation.class::cast).forEach(open::add);
      }
    }
    return before;
  }

  private List<String> words(Predicate<GraphOperation> which) {
    return operations.stream()
        .filter(which)
        .filter(op -> !heads.contains(op))
        .map(Part::word)
        .flatMap(Optional::stream)
        .distinct()
        .toList();
  }

  /** What an operation does, if that is worth a word. */
  private static Optional<String> word(GraphOperation op) {
    Optional<String> composed = Composed.kind(Scopes.parent(op.name()));
    if (composed.isPresent()) {
      return composed;
    }
    if (op.type().equals("Slice") || op.type().equals("StridedSlice")) {
      return Sizes.isFloating(op.output(0)) ? Optional.of("crop") : Optional.empty();
    }
    return OperationTypes.of(op)
        .filter(type -> type.work() == Work.NORMALIZATION || OperationTypes.isActivation(op))
        .map(OperationType::kind);
  }

  private String words() {
    GraphOperation head = heads.get(0);
    if (kind == Kind.INPUT) {
      return "input";
    }
    return (GlobalPooling.kind(head) + " " + Windows.of(head)).strip();
  }

  private Shape output() {
    return operations.stream()
        .filter(op -> heads.size() > 1 && op.type().startsWith("Concat"))
        .findFirst()
        .orElse(heads.get(0))
        .output(0)
        .shape();
  }
}
