package org.convzoo.report.flow;

import java.util.Collection;
import java.util.List;
import org.convzoo.report.internal.op.OperationType;
import org.convzoo.report.internal.op.OperationTypes;
import org.convzoo.report.internal.op.Work;
import org.tensorflow.GraphOperation;

/** Names of layers, without the scopes that all layers stand in. */
public final class Scopes {

  private final String outer;

  public Scopes(Collection<GraphOperation> operations) {
    List<String> layers =
        operations.stream().filter(Scopes::works).map(Scopes::layerOf).distinct().toList();
    outer = layers.isEmpty() ? "" : shared(layers);
  }

  /** The longest beginning of all names that ends in a slash. */
  private static String shared(List<String> names) {
    String first = names.get(0);
    int end = first.lastIndexOf('/') + 1;
    while (end > 0) {
      String start = first.substring(0, end);
      if (names.stream().allMatch(name -> name.startsWith(start))) {
        break;
      }
      end = first.lastIndexOf('/', end - 2) + 1;
    }
    return first.substring(0, end);
  }

  /** Whether an operation does more than to move numbers. */
  static boolean works(GraphOperation op) {
    return OperationTypes.work(op) != Work.DATA;
  }

  /** Returns the layer that an operation belongs to. */
  public String layer(GraphOperation op) {
    return shorten(layerOf(op));
  }

  /** Returns a name without the outer scopes. */
  public String shorten(String name) {
    return name.startsWith(outer) ? name.substring(outer.length()) : name;
  }

  /** Returns the scope that a name stands in, or "". */
  public static String parent(String name) {
    int slash = name.lastIndexOf('/');
    return slash < 0 ? "" : name.substring(0, slash);
  }

  private static String layerOf(GraphOperation op) {
    String scope = parent(op.name());
    boolean alone = scope.isEmpty() || OperationTypes.of(op).map(Scopes::isLayer).orElse(false);
    return alone ? op.name() : scope;
  }

  private static boolean isLayer(OperationType type) {
    return type.work() == Work.POOLING
        || type.kind().equals("lrn")
        || type.kind().startsWith("resize");
  }
}
