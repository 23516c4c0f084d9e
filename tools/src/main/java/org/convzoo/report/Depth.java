package org.convzoo.report;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.convzoo.report.internal.drawing.Drawing;
import org.convzoo.report.internal.drawing.Drawing.Arrow;
import org.convzoo.report.internal.drawing.Drawing.Box;
import org.convzoo.report.internal.drawing.Drawing.Kind;

/**
 * How deep a network is, in weight layers: convolutions and dense layers, as papers count them.
 *
 * <p>n residual units one after the other have 2^n paths, of which each goes through a unit or past
 * it: Veit, Wilber, Belongie, "Residual networks behave like ensembles of relatively shallow
 * networks", NIPS 2016, section 3.
 *
 * @param layers of the path that has the most
 * @param paths from an input to an output, however many layers they have in common
 * @param meanLayers of all paths; 0 if there is none
 */
public record Depth(int layers, BigInteger paths, double meanLayers) {

  /** The paths that end in a box, and the weight layers on all of them together. */
  private record Ways(int longest, BigInteger count, BigInteger sum) {

    private static final Ways NONE = new Ways(0, BigInteger.ZERO, BigInteger.ZERO);
    private static final Ways START = new Ways(0, BigInteger.ONE, BigInteger.ZERO);

    Ways plus(Ways other) {
      return new Ways(Math.max(longest, other.longest), count.add(other.count), sum.add(other.sum));
    }

    Ways throughWeights() {
      return new Ways(longest + 1, count, sum.add(count));
    }
  }

  /** Follows all paths of a drawing. */
  static Depth of(Drawing drawing) {
    Map<String, List<Arrow>> into =
        drawing.arrows().stream().collect(Collectors.groupingBy(Arrow::to));
    Set<String> ends =
        drawing.boxes().stream().map(Box::name).collect(Collectors.toCollection(HashSet::new));
    Map<String, Ways> ways = new HashMap<>();
    for (Box box : drawing.boxes()) {
      Ways here = box.kind() == Kind.INPUT ? Ways.START : Ways.NONE;
      for (Arrow arrow : into.getOrDefault(box.name(), List.of())) {
        here = here.plus(ways.getOrDefault(arrow.from(), Ways.NONE));
        ends.remove(arrow.from());
      }
      boolean weighs = box.kind() == Kind.CONVOLUTION || box.kind() == Kind.DENSE;
      ways.put(box.name(), weighs ? here.throughWeights() : here);
    }
    Ways all = ends.stream().map(ways::get).reduce(Ways.NONE, Ways::plus);
    return new Depth(all.longest, all.count, mean(all));
  }

  private static double mean(Ways all) {
    return all.count.signum() == 0
        ? 0
        : new BigDecimal(all.sum)
            .divide(new BigDecimal(all.count), MathContext.DECIMAL64)
            .doubleValue();
  }
}
