package org.convzoo.report;

import java.util.Collection;
import java.util.List;
import org.convzoo.report.Costs.Cost;
import org.tensorflow.GraphOperation;

/** Names of layers, without the scopes that all layers stand in. */
final class Scopes {

  private final String outer;

  Scopes(Collection<GraphOperation> operations) {
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

  private static boolean works(GraphOperation op) {
    return Costs.of(op).map(Cost::work).orElse(Work.DATA) != Work.DATA;
  }

  /** Returns the layer that an operation belongs to. */
  String layer(GraphOperation op) {
    return shorten(layerOf(op));
  }

  /** Returns a name without the outer scopes. */
  String shorten(String name) {
    return name.startsWith(outer) ? name.substring(outer.length()) : name;
  }

  private static String layerOf(GraphOperation op) {
    int slash = op.name().lastIndexOf('/');
    boolean alone = slash < 0 || Costs.of(op).map(Scopes::isLayer).orElse(false);
    return alone ? op.name() : op.name().substring(0, slash);
  }

  private static boolean isLayer(Cost cost) {
    return cost.work() == Work.POOLING || cost.kind().equals("lrn");
  }
}
