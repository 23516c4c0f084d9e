package org.convzoo.report.flow;

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
 *   <li>concatenations that feed what stands in their own scope, as between two towers, and those
 *       of which several stand in one are layers of their own, named for what they feed.
 * </ul>
 */
public final class LayerNames {

  private final Scopes scopes;
  private final Map<GraphOperation, List<GraphOperation>> readers = new HashMap<>();
  private final Map<GraphOperation, String> moved = new HashMap<>();

  /**
   * @param live the operations that depend on an input, in the graph's order
   */
  public LayerNames(List<GraphOperation> live, Scopes scopes) {
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
    joins.forEach(this::name);
  }

  private List<GraphOperation> readers(GraphOperation op) {
    return readers.getOrDefault(op, List.of());
  }

  private void name(String scope, List<GraphOperation> joins) {
    for (GraphOperation join : joins) {
      GraphOperation fed = behind(join, scope);
      boolean within = Scopes.parent(fed.name()).startsWith(Scopes.parent(join.name()) + "/");
      if (!fed.equals(join) && (joins.size() > 1 || within)) {
        moved.put(join, scopes.layer(fed) + "/concat");
      }
    }
  }

  /**
   * The first operation behind a concatenation that is of another layer; itself if there is none.
   */
  private GraphOperation behind(GraphOperation join, String layer) {
    GraphOperation op = join;
    while (scopes.layer(op).equals(layer)) {
      if (readers(op).isEmpty()) {
        return join;
      }
      op = readers(op).get(0);
    }
    return op;
  }

  /** Returns the layer that an operation belongs to. */
  public String layer(GraphOperation op) {
    return Optional.ofNullable(moved.get(op)).orElseGet(() -> scopes.layer(op));
  }
}
