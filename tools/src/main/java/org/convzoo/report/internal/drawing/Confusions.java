package org.convzoo.report.internal.drawing;

import java.awt.geom.Point2D;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.convzoo.report.internal.drawing.Drawing.Arrow;
import org.convzoo.report.internal.drawing.Plan.PlacedArrow;

/**
 * Arrows that run along one another without an end in common: where they part, nobody can tell
 * which of them comes from where. Arrows that lead from one box, or to one, may share their way.
 */
final class Confusions {

  /** Of a pixel: what is shorter is nothing. */
  private static final double LITTLE = 0.5;

  /** A part of an arrow, upright or level: where its line is, and from where to where. */
  private record Step(Arrow arrow, boolean upright, double line, double from, double to) {

    static Optional<Step> of(Arrow arrow, Point2D one, Point2D other) {
      boolean upright = Math.abs(one.getX() - other.getX()) < LITTLE;
      boolean level = Math.abs(one.getY() - other.getY()) < LITTLE;
      return upright == level
          ? Optional.empty()
          : Optional.of(
              upright
                  ? of(arrow, true, one.getX(), one.getY(), other.getY())
                  : of(arrow, false, one.getY(), one.getX(), other.getX()));
    }

    private static Step of(Arrow arrow, boolean upright, double line, double one, double other) {
      return new Step(arrow, upright, Math.rint(line), Math.min(one, other), Math.max(one, other));
    }

    boolean sharesLine(Step other) {
      return upright == other.upright && line == other.line;
    }

    boolean confuses(Step other) {
      return Math.min(to, other.to) - Math.max(from, other.from) > LITTLE
          && !arrow.from().equals(other.arrow.from())
          && !arrow.to().equals(other.arrow.to());
    }
  }

  private Confusions() {}

  /** Returns the arrows that run along another one, and have no end in common with it. */
  static Set<Arrow> among(List<PlacedArrow> arrows) {
    List<Step> steps = new ArrayList<>();
    for (PlacedArrow arrow : arrows) {
      List<Point2D> points = arrow.points();
      for (int i = 1; i < points.size(); i++) {
        Step.of(arrow.arrow(), points.get(i - 1), points.get(i)).ifPresent(steps::add);
      }
    }
    steps.sort(
        Comparator.comparing(Step::upright)
            .thenComparingDouble(Step::line)
            .thenComparingDouble(Step::from));
    Set<Arrow> confused = new LinkedHashSet<>();
    List<Step> before = new ArrayList<>();
    for (Step step : steps) {
      before.removeIf(other -> !other.sharesLine(step) || other.to() <= step.from());
      for (Step other : before) {
        if (step.confuses(other)) {
          confused.add(step.arrow());
          confused.add(other.arrow());
        }
      }
      before.add(step);
    }
    return confused;
  }
}
