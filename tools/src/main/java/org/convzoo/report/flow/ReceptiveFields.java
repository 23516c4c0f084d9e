package org.convzoo.report.flow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.convzoo.report.internal.op.FieldRule;
import org.convzoo.report.internal.op.Layout;
import org.convzoo.report.internal.op.ReceptiveField;
import org.convzoo.report.internal.op.UncountedException;
import org.convzoo.report.source.GraphSource;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.Output;

/**
 * The receptive fields of a graph's ops in one of its inputs, a batch of images.
 *
 * <p>Only values count: an op that asks for a map's shape does not depend on its pixels. Batch norm
 * is taken as it is in inference, without what a batch's mean makes of other images.
 */
public final class ReceptiveFields {

  private final Map<String, ReceptiveField> fields = new HashMap<>();
  private final Set<String> lost = new HashSet<>();
  private final Map<String, String> untold = new LinkedHashMap<>();

  private ReceptiveFields() {}

  /** Finds the fields in the first of the subject's inputs that is a batch of maps, if any is. */
  public static ReceptiveFields of(GraphSource subject) {
    List<GraphOperation> operations = subject.operations();
    return subject.inputs().stream()
        .filter(Layout::isMap)
        .findFirst()
        .map(image -> of(image, operations))
        .orElseGet(ReceptiveFields::new);
  }

  /**
   * Finds the field of every op that depends on {@code image}.
   *
   * @param image [N,H,W,C], or [N,C,H,W] if the graph's convolutions read that
   * @param operations a graph's, each after those that it reads
   */
  public static ReceptiveFields of(Output<?> image, List<GraphOperation> operations) {
    ReceptiveFields found = new ReceptiveFields();
    Layout layout = Layout.of(operations);
    found.fields.put(image.op().name(), ReceptiveField.PIXEL);
    operations.forEach(op -> found.visit(op, layout));
    return found;
  }

  private void visit(GraphOperation op, Layout layout) {
    if (fields.containsKey(op.name()) || !FieldRule.of(op).readsNumbers()) {
      return;
    }
    List<ReceptiveField> inputs = new ArrayList<>();
    boolean any = false;
    for (Operand<?> input : op.inputs()) {
      String name = input.op().name();
      if (lost.contains(name)) {
        lost.add(op.name());
        return;
      }
      inputs.add(fields.get(name));
      any |= fields.containsKey(name);
    }
    if (!any) {
      return;
    }
    try {
      fields.put(op.name(), FieldRule.after(op, inputs, layout));
    } catch (UncountedException e) {
      lost.add(op.name());
      untold.put(op.name(), e.getMessage());
    }
  }

  /** Returns an op's field; empty if it depends on no pixel, or if its field cannot be told. */
  public Optional<ReceptiveField> at(Operation op) {
    return Optional.ofNullable(fields.get(op.name()));
  }

  /** Returns the ops at which fields are lost, and why: nothing is told of what reads them. */
  public Map<String, String> untold() {
    return Map.copyOf(untold);
  }
}
