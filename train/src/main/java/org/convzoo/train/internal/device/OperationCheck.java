package org.convzoo.train.internal.device;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.convzoo.train.internal.device.operation.CaseGraph;
import org.convzoo.train.internal.device.operation.LayerCase;
import org.convzoo.train.internal.device.operation.SingleOperation;
import org.convzoo.train.internal.device.row.LayerRow;
import org.convzoo.train.internal.device.row.Note;
import org.convzoo.train.internal.device.row.OperationRow;
import org.convzoo.train.internal.device.row.Row;
import org.convzoo.train.internal.device.row.Verdict;
import org.tensorflow.GraphOperation;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.proto.ConfigProto;

/**
 * Compares layers as a whole, and then each of their operations alone: with the same inputs, so
 * that an error is seen where it is made.
 */
final class OperationCheck {

  private final Sides sides;
  private final Tolerance tolerance;
  private final Map<String, OperationFindings> operations = new TreeMap<>();
  private final Set<String> tried = new HashSet<>();

  OperationCheck(Sides sides, Tolerance tolerance) {
    this.sides = sides;
    this.tolerance = tolerance;
  }

  /** Checks a layer and its operations. */
  Row check(LayerCase layer) {
    try (CaseGraph built = new CaseGraph(layer)) {
      LayerRow row = whole(layer, built);
      alone(built);
      return row;
    } catch (RuntimeException e) {
      return Note.of("layers", layer.name(), e);
    }
  }

  /** Returns what the layers checked so far say of each type of operation. */
  List<OperationRow> rows() {
    return operations.values().stream().map(OperationFindings::row).toList();
  }

  private LayerRow whole(LayerCase layer, CaseGraph built) {
    double value = Math.max(error(built, built.values()), error(built, built.updates()));
    double gradient = // together: where one of them is 0, what is found of it is noise
        Numbers.largestError(
            Numbers.joined(numbers(built, sides.reference(), built.gradients())),
            Numbers.joined(numbers(built, sides.checked(), built.gradients())));
    double most = tolerance.layer();
    return new LayerRow(
        layer.name(),
        Note.words(layer.input()),
        value,
        gradient,
        most,
        Verdict.of(value <= most && gradient <= most));
  }

  private double error(CaseGraph built, List<Output<?>> fetched) {
    return Numbers.largestError(
        numbers(built, sides.reference(), fetched), numbers(built, sides.checked(), fetched));
  }

  private static List<double[]> numbers(
      CaseGraph built, ConfigProto config, List<Output<?>> fetched) {
    if (fetched.isEmpty()) {
      return List.of();
    }
    try (Session session = new Session(built.graph(), config)) {
      session.initialize();
      Session.Runner runner = built.feed(session.runner());
      fetched.forEach(runner::fetch);
      try (Result result = runner.run()) {
        return Numbers.of(result);
      }
    }
  }

  private void alone(CaseGraph built) {
    List<SingleOperation> all = SingleOperation.of(built);
    Set<Output<?>> inputs = new LinkedHashSet<>();
    all.forEach(each -> inputs.addAll(each.fed()));
    try (Session reference = new Session(built.graph(), sides.reference());
        Session checked = new Session(built.graph(), sides.checkedAsBuilt());
        SingleOperation.Inputs values = SingleOperation.Inputs.of(built, reference, inputs)) {
      reference.initialize();
      checked.initialize();
      for (SingleOperation each : all) {
        if (tried.add(each.signature(values))) {
          findings(each.operation()).add(each, values, reference, checked);
        }
      }
    }
  }

  private OperationFindings findings(GraphOperation operation) {
    return operations.computeIfAbsent(
        operation.type(), type -> new OperationFindings(type, tolerance.operation(type)));
  }

  /** Returns the types of all operations of the layers, those without an input among them. */
  static Set<String> types(Collection<LayerCase> layers) {
    Set<String> types = new LinkedHashSet<>();
    for (LayerCase layer : layers) {
      try (CaseGraph built = new CaseGraph(layer)) {
        built.operations().forEach(operation -> types.add(operation.type()));
      }
    }
    return types;
  }
}
