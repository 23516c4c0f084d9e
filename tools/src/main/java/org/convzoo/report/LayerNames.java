package org.convzoo.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;

/**
 * The layers that operations belong to: their scopes, but
 *
 * <ul>
 *   <li>a padding belongs to what reads it;
 *   <li>concatenations of which several stand in one scope, as between two towers, are layers of
 *       their own, named for what they feed.
 * </ul>
 */
final class LayerNames {

  private final Scopes scopes;
  private final Map<GraphOperation, List<GraphOperation>> readers = new HashMap<>();
  private final Map<GraphOperation, String> moved = new HashMap<>();

  /**
   * @param live the operations that depend on an input, in the graph's order
   */
  LayerNames(List<GraphOperation> live, Scopes scopes) {
    this.scopes = scopes;
    Map<String, List<GraphOperation>> joins = new LinkedHashMap<>();
    for (GraphOperation op : live) {
      for (Operand<?> input : op.inputs()) {
        readers.computeIfAbsent((GraphOperation) input.op(), read -> new ArrayList<>()).add(op);
      }
      if (op.type().startsWith("Concat")) {
        joins.computeIfAbsent(scopes.layer(op), layer -> new ArrayList<>()).add(op);
      }
    }
    for (GraphOperation op : live) {
      if (Scopes.works(op)) {
        joins.remove(scopes.layer(op));
      } else if (op.type().startsWith("Pad") && readers(op).size() == 1) {
        moved.put(op, scopes.layer(readers(op).get(0)));
      }
    }
    joins.values().stream().filter(several -> several.size() > 1).forEach(this::name);
  }

  private List<GraphOperation> readers(GraphOperation op) {
    return readers.getOrDefault(op, List.of());
  }

  private void name(List<GraphOperation> several) {
    for (GraphOperation join : several) {
      fed(join).ifPresent(layer -> moved.put(join, layer + "/concat"));
    }
  }

  /** The first layer behind a concatenation, after what else stands in its scope. */
  private Optional<String> fed(GraphOperation join) {
    String own = scopes.layer(join);
    GraphOperation op = join;
    while (scopes.layer(op).equals(own)) {
      if (readers(op).isEmpty()) {
        return Optional.empty();
      }
      op = readers(op).get(0);
    }
    return Optional.of(scopes.layer(op));
  }

  /** Returns the layer that an operation belongs to. */
  String layer(GraphOperation op) {
    return Optional.ofNullable(moved.get(op)).orElseGet(() -> scopes.layer(op));
  }
}
