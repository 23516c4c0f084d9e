package org.convzoo.report.internal.drawing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.awt.geom.Point2D;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.convzoo.report.internal.drawing.Drawing.Arrow;
import org.convzoo.report.internal.drawing.Plan.PlacedArrow;
import org.junit.jupiter.api.Test;

/** Which arrows are taken for one another. */
class ConfusionsTest {

  /** Leads along points: x, y, x, y... */
  private static PlacedArrow arrow(String from, String to, double... points) {
    List<Point2D> way =
        IntStream.range(0, points.length / 2)
            .<Point2D>mapToObj(i -> new Point2D.Double(points[2 * i], points[2 * i + 1]))
            .toList();
    return new PlacedArrow(new Arrow(from, to, List.of()), way, List.of());
  }

  private static Set<Arrow> among(PlacedArrow... arrows) {
    return Confusions.among(List.of(arrows));
  }

  @Test
  void arrowsOnOneLineAreTakenForOneAnother() {
    PlacedArrow one = arrow("a", "c", 0, 0, 0, 10, 20, 10, 20, 20);
    PlacedArrow other = arrow("b", "d", 10, 0, 10, 10, 30, 10, 30, 20);
    assertEquals(Set.of(one.arrow(), other.arrow()), among(one, other));
  }

  @Test
  void arrowsFromOneBoxOrToOneMayShareTheirWay() {
    PlacedArrow one = arrow("a", "c", 0, 0, 0, 10, 20, 10, 20, 20);
    PlacedArrow sameSource = arrow("a", "d", 0, 0, 0, 10, 30, 10, 30, 20);
    PlacedArrow sameEnd = arrow("b", "c", 10, 0, 10, 10, 20, 10, 20, 20);
    assertEquals(Set.of(), among(one, sameSource));
    assertEquals(Set.of(), among(one, sameEnd));
  }

  @Test
  void arrowsThatCrossOrFollowOneAnotherAreNot() {
    PlacedArrow level = arrow("a", "c", 0, 10, 20, 10);
    Stream.of(
            arrow("b", "d", 10, 0, 10, 20),
            arrow("b", "d", 20, 10, 40, 10),
            arrow("b", "d", 0, 0, 20, 20),
            arrow("b", "d", 0, 11, 20, 11))
        .forEach(other -> assertEquals(Set.of(), among(level, other), other::toString));
  }
}
