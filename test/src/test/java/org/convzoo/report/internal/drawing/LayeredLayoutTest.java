package org.convzoo.report.internal.drawing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.geom.Line2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.convzoo.ops.Phase;
import org.convzoo.report.flow.Drawings;
import org.convzoo.report.internal.drawing.Captions.Line;
import org.convzoo.report.internal.drawing.Plan.PlacedArrow;
import org.convzoo.report.internal.drawing.Plan.PlacedBox;
import org.convzoo.report.internal.drawing.Plan.PlacedFrame;
import org.convzoo.report.internal.drawing.Plan.PlacedLine;
import org.convzoo.report.internal.render.Helvetica;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Where everything of a drawing stands. */
class LayeredLayoutTest {

  /** Of a pixel: below what can be seen. */
  private static final double LITTLE = 0.01;

  private static final List<LaidOut> DRAWINGS =
      Stream.of(
              Drawings.of("lenet"),
              Drawings.of("alexnet"),
              Drawings.of("googlenet", Phase.TRAINING),
              Drawings.of("googlenet", Phase.TRAINING).byBlock(),
              Drawings.of("highway19"),
              Drawings.of("resnet18"),
              Drawings.of("rir18"),
              Drawings.of("preresnet20"),
              Drawings.of("fractalnet20"),
              Drawings.of("dmrnet-wide"),
              Drawings.of("densenet121").byBlock(),
              Drawings.of("unet"),
              Drawings.of("densebox"),
              // Of k from 1 to 30, 40 - k arrows pass k - 1 boxes each: 8,410, a crowd.
              Drawings.chain(40, 30),
              entangled(),
              exchange())
          .map(drawing -> new LaidOut(drawing, LayeredLayout.of(drawing)))
          .toList();

  private record LaidOut(Drawing drawing, Plan plan) {
    @Override
    public String toString() {
      return drawing.title();
    }
  }

  static List<LaidOut> drawings() {
    return DRAWINGS;
  }

  /** Two boxes read the same two, as two streams that exchange what they have. */
  private static Drawing exchange() {
    return Drawings.of(
        List.of("in", "a", "b", "c", "d", "out"),
        "in a",
        "in b",
        "a c",
        "a d",
        "b c",
        "b d",
        "c out",
        "d out");
  }

  /** Two frames of which each reads the other's first box, and a third whose box stands between. */
  private static Drawing entangled() {
    return Drawings.of(
        List.of("in", "a/1", "b/1", "c", "a/2/x", "a/2/y", "b/2", "out"),
        "in a/1",
        "in b/1",
        "in c",
        "a/1 b/2",
        "b/1 a/2/x",
        "a/1 a/2/x",
        "a/2/x a/2/y",
        "c b/2",
        "a/2/y out",
        "b/2 out");
  }

  private static Map<String, Rectangle2D> areas(Plan plan) {
    return plan.boxes().stream().collect(Collectors.toMap(b -> b.box().name(), PlacedBox::area));
  }

  private static Rectangle2D inside(Rectangle2D area) {
    return new Rectangle2D.Double(
        area.getX() + LITTLE,
        area.getY() + LITTLE,
        area.getWidth() - 2 * LITTLE,
        area.getHeight() - 2 * LITTLE);
  }

  private static boolean isOnBorder(Point2D point, Rectangle2D area) {
    Rectangle2D around =
        new Rectangle2D.Double(
            area.getX() - LITTLE,
            area.getY() - LITTLE,
            area.getWidth() + 2 * LITTLE,
            area.getHeight() + 2 * LITTLE);
    return around.contains(point) && !inside(area).contains(point);
  }

  private static Stream<Line2D> steps(PlacedArrow arrow) {
    List<Point2D> points = arrow.points();
    return IntStream.range(1, points.size())
        .mapToObj(i -> new Line2D.Double(points.get(i - 1), points.get(i)));
  }

  private static boolean isIn(PlacedFrame frame, String scope) {
    return (scope + "/").startsWith(frame.frame().scope() + "/");
  }

  private static <T> void assertAllApart(List<T> things, Function<T, Rectangle2D> area) {
    for (int i = 0; i < things.size(); i++) {
      for (int j = 0; j < i; j++) {
        T one = things.get(i);
        T other = things.get(j);
        assertFalse(area.apply(one).intersects(area.apply(other)), one + " is on " + other);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("drawings")
  void boxesAreApartAndWithinThePicture(LaidOut drawn) {
    Plan plan = drawn.plan();
    assertEquals(drawn.drawing().boxes().size(), plan.boxes().size());
    assertAllApart(plan.boxes(), PlacedBox::area);
    Rectangle2D picture = new Rectangle2D.Double(0, 0, plan.width(), plan.height());
    Stream<Rectangle2D> areas =
        Stream.concat(
            plan.boxes().stream().map(PlacedBox::area),
            plan.frames().stream().map(PlacedFrame::area));
    areas.forEach(area -> assertTrue(picture.contains(area), area + " is not in " + picture));
    plan.arrows().stream()
        .flatMap(arrow -> arrow.points().stream())
        .forEach(point -> assertTrue(picture.contains(point), point::toString));
  }

  @ParameterizedTest
  @MethodSource("drawings")
  void frameHoldsItsBoxesAndNothingElse(LaidOut drawn) {
    Plan plan = drawn.plan();
    for (PlacedFrame frame : plan.frames()) {
      for (PlacedBox box : plan.boxes()) {
        if (isIn(frame, box.box().scope())) {
          assertTrue(frame.area().contains(box.area()), box + " is not in " + frame);
        } else {
          assertFalse(frame.area().intersects(box.area()), box + " is in " + frame);
        }
      }
      for (PlacedFrame other : plan.frames()) {
        if (other == frame || isIn(other, frame.frame().scope())) {
          continue;
        }
        if (isIn(frame, other.frame().scope())) {
          assertTrue(frame.area().contains(other.area()), other + " is not in " + frame);
        } else {
          assertFalse(frame.area().intersects(other.area()), other + " is on " + frame);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("drawings")
  void arrowLeadsFromBorderToBorderAndThroughNoBox(LaidOut drawn) {
    Plan plan = drawn.plan();
    assertEquals(drawn.drawing().arrows().size(), plan.arrows().size());
    Map<String, Rectangle2D> areas = areas(plan);
    for (PlacedArrow arrow : plan.arrows()) {
      List<Point2D> points = arrow.points();
      assertTrue(isOnBorder(points.get(0), areas.get(arrow.arrow().from())), arrow::toString);
      Point2D tip = points.get(points.size() - 1);
      assertTrue(isOnBorder(tip, areas.get(arrow.arrow().to())), arrow::toString);
      areas.forEach(
          (name, area) ->
              assertTrue(
                  steps(arrow).noneMatch(step -> step.intersects(inside(area))),
                  () -> arrow + " leads through " + name));
    }
  }

  /** Else nobody could tell, where they part, which of them comes from where. */
  @ParameterizedTest
  @MethodSource("drawings")
  void arrowsShareAWayOnlyFromOneBoxOrToOne(LaidOut drawn) {
    assertEquals(Set.of(), Confusions.among(drawn.plan().arrows()));
  }

  /** A deep network's arrows lead down, those of one of few layers to the right. */
  @ParameterizedTest
  @MethodSource("drawings")
  void everyArrowLeadsOn(LaidOut drawn) {
    boolean across = new LongestPath(drawn.drawing()).across();
    Map<String, Rectangle2D> areas = areas(drawn.plan());
    drawn
        .drawing()
        .arrows()
        .forEach(
            arrow -> {
              Rectangle2D from = areas.get(arrow.from());
              Rectangle2D to = areas.get(arrow.to());
              assertTrue(
                  across ? from.getMaxX() < to.getX() : from.getMaxY() < to.getY(),
                  arrow::toString);
            });
  }

  @ParameterizedTest
  @MethodSource("drawings")
  void textFitsWhereItStands(LaidOut drawn) {
    Plan plan = drawn.plan();
    for (PlacedBox box : plan.boxes()) {
      double height = box.lines().stream().mapToDouble(Line::height).sum();
      assertTrue(height < box.area().getHeight(), box::toString);
      for (Line line : box.lines()) {
        double width = Helvetica.width(line.text(), line.size());
        assertTrue(width < box.area().getWidth() - 4, box::toString); // corners are round
      }
    }
    Titles titles = new Titles(plan.arrows());
    List<PlacedLine> lines = new ArrayList<>();
    for (PlacedFrame frame : plan.frames()) {
      PlacedLine title = titles.of(frame);
      assertTrue(frame.area().contains(title.area()), frame::toString);
      lines.add(title);
    }
    plan.arrows().forEach(arrow -> lines.addAll(arrow.captions()));
    assertAllApart(lines, PlacedLine::area);
    for (PlacedLine line : lines) {
      assertTrue(
          plan.boxes().stream().noneMatch(box -> box.area().intersects(line.area())),
          line::toString);
      assertTrue(
          plan.arrows().stream()
              .flatMap(LayeredLayoutTest::steps)
              .noneMatch(step -> step.intersects(line.area())),
          () -> "an arrow is on " + line);
    }
  }

  /** As figure 2 has it: one above the other, and what both read, or what reads both, between. */
  @Test
  void alexNetsTowersStandSideBySide() {
    Map<String, Rectangle2D> areas = areas(LayeredLayout.of(Drawings.of("alexnet")));
    double first = areas.get("tower1/conv1").getCenterY();
    double second = areas.get("tower2/conv1").getCenterY();
    assertTrue(first < second);
    areas.forEach(
        (name, area) -> {
          if (name.startsWith("tower1/")) {
            Rectangle2D twin = areas.get(name.replace("tower1/", "tower2/"));
            assertEquals(area.getCenterX(), twin.getCenterX(), LITTLE, name);
            assertEquals(first, area.getCenterY(), LITTLE, name);
            assertEquals(second, twin.getCenterY(), LITTLE, name);
          }
        });
    assertEquals((first + second) / 2, areas.get("images").getCenterY(), LITTLE);
    assertEquals((first + second) / 2, areas.get("fc8").getCenterY(), LITTLE);
  }

  @Test
  void bothTowersAreFramed() {
    Set<String> scopes =
        LayeredLayout.of(Drawings.of("alexnet")).frames().stream()
            .map(frame -> frame.frame().scope())
            .collect(Collectors.toSet());
    assertEquals(Set.of("tower1", "tower2"), scopes);
  }

  /** What stands on the longest way, which is all but the projections, is in one line. */
  @Test
  void resNetsSpineIsStraight() {
    Plan plan = LayeredLayout.of(Drawings.of("resnet18"));
    double middle = areas(plan).get("images").getCenterX();
    for (PlacedBox box : plan.boxes()) {
      if (!box.box().name().endsWith("/shortcut")) {
        assertEquals(middle, box.area().getCenterX(), LITTLE, box.box().name());
      }
    }
  }

  /** Table 1 and figure 2b list them so: 1x1, 3x3, 5x5, pooling. */
  @Test
  void branchesStandInThePapersOrder() {
    Map<String, Rectangle2D> areas = areas(LayeredLayout.of(Drawings.of("googlenet")));
    List<String> ordered =
        Stream.of("1x1", "3x3", "5x5", "pool_proj").map("inception_4d/"::concat).toList();
    for (int i = 1; i < ordered.size(); i++) {
      double before = areas.get(ordered.get(i - 1)).getMaxX();
      assertTrue(before < areas.get(ordered.get(i)).getX(), ordered.get(i));
    }
  }

  /** The kernel recurses along arrows; a thread's usual stack is too short for that. */
  @Test
  void thousandsOfLayersInARowAreLaidOut() {
    Drawing drawing = Drawings.chain(10_000, 1);
    assertEquals(10_000, LayeredLayout.of(drawing).boxes().size());
  }

  @Test
  void scopesInOneAnotherWithoutEndAreLaidOut() {
    String scope = "s/".repeat(5_000);
    Plan plan =
        LayeredLayout.of(
            Drawings.of(List.of(scope + "a", scope + "b"), scope + "a " + scope + "b"));
    assertEquals(2, plan.boxes().size());
  }
}
