package org.convzoo.report.internal.drawing;

import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.convzoo.report.internal.drawing.Captions.Line;
import org.convzoo.report.internal.drawing.Drawing.Arrow;
import org.convzoo.report.internal.drawing.Frame.FramedBox;
import org.convzoo.report.internal.drawing.Plan.PlacedArrow;
import org.convzoo.report.internal.drawing.Plan.PlacedBox;
import org.convzoo.report.internal.drawing.Plan.PlacedFrame;
import org.convzoo.report.internal.drawing.Plan.PlacedLine;
import org.convzoo.report.internal.render.DeepStack;
import org.eclipse.elk.core.RecursiveGraphLayoutEngine;
import org.eclipse.elk.core.math.KVector;
import org.eclipse.elk.core.util.BasicProgressMonitor;
import org.eclipse.elk.core.util.ElkUtil;
import org.eclipse.elk.graph.ElkEdge;
import org.eclipse.elk.graph.ElkLabel;
import org.eclipse.elk.graph.ElkNode;
import org.eclipse.elk.graph.util.ElkGraphUtil;

/** Lays a drawing out in layers, by the Eclipse Layout Kernel. */
public final class LayeredLayout {

  private static final double PLUS = 18;
  private static final double NARROWEST = 54;
  private static final double BESIDE_TEXT = 8;
  private static final double ABOVE_TEXT = 4;

  private final Drawing drawing;
  private final LongestPath spine;
  private final Captions captions;
  private final Lanes lanes;
  private final LayoutOptions options;
  private final ElkNode root = ElkGraphUtil.createGraph();
  private final Map<Frame, ElkNode> frames = new LinkedHashMap<>();
  private final Map<FramedBox, ElkNode> boxes = new LinkedHashMap<>();
  private final Map<String, ElkNode> byName = new HashMap<>();
  private final Map<Arrow, ElkEdge> arrows = new LinkedHashMap<>();

  private LayeredLayout(Drawing drawing, LongestPath spine) {
    this.drawing = drawing;
    this.spine = spine;
    captions = new Captions(drawing, spine.across());
    lanes = new Lanes(drawing);
    options = new LayoutOptions(spine);
  }

  /** Returns where all of a drawing stands; the same drawing gives the same plan. */
  static Plan of(Drawing drawing) {
    return new LayeredLayout(drawing, new LongestPath(drawing)).plan();
  }

  /** Returns the same, from top to bottom however short it is. */
  public static Plan downwards(Drawing drawing) {
    return new LayeredLayout(drawing, LongestPath.downwards(drawing)).plan();
  }

  private Plan plan() {
    options.drawing(root);
    add(Frame.of(drawing.boxes()), root);
    drawing.arrows().forEach(this::add);
    List<PlacedArrow> led = laidOut();
    Set<Arrow> confused = Confusions.among(led);
    if (!confused.isEmpty()) {
      confused.forEach(arrow -> options.diagonal(arrows.get(arrow).getContainingNode()));
      led = laidOut();
    }
    List<PlacedBox> placed = new ArrayList<>();
    boxes.forEach(
        (framed, node) -> placed.add(new PlacedBox(framed.box(), lines(framed), area(node))));
    List<PlacedFrame> framed = new ArrayList<>();
    frames.forEach((frame, node) -> framed.add(new PlacedFrame(frame, area(node))));
    return new Plan(
        drawing.title(),
        root.getWidth(),
        root.getHeight(),
        lanes.framed(framed, placed),
        placed,
        led);
  }

  private List<PlacedArrow> laidOut() {
    DeepStack.run(() -> new RecursiveGraphLayoutEngine().layout(root, new BasicProgressMonitor()));
    return arrows.entrySet().stream()
        .map(arrow -> placed(arrow.getKey(), arrow.getValue()))
        .toList();
  }

  private void add(Frame frame, ElkNode graph) {
    List<Framed> items = lanes.items(frame);
    if (!items.equals(frame.items())) {
      options.lanes(graph);
    }
    for (Framed item : items) {
      ElkNode node = ElkGraphUtil.createNode(graph);
      options.place(node, graph.getChildren().size());
      if (item instanceof FramedBox framed) {
        boxes.put(framed, node);
        byName.put(framed.box().name(), node);
        measure(framed, node);
      } else if (item instanceof Frame inner) {
        frames.put(inner, node);
        options.frame(node);
        add(inner, node);
        options.title(node, Captions.title(inner).width());
      }
    }
  }

  private List<Line> lines(FramedBox framed) {
    return Captions.isPlus(framed.box()) ? List.of() : captions.lines(framed);
  }

  private void measure(FramedBox framed, ElkNode node) {
    List<Line> lines = lines(framed);
    if (lines.isEmpty()) {
      node.setDimensions(PLUS, PLUS);
      return;
    }
    double width = lines.stream().mapToDouble(Line::width).max().orElseThrow();
    double height = lines.stream().mapToDouble(Line::height).sum();
    node.setDimensions(
        even(Math.max(NARROWEST, width + 2 * BESIDE_TEXT)), even(height + 2 * ABOVE_TEXT));
  }

  /** The kernel counts in whole pixels: so the middle is one, and an arrow into it is straight. */
  private static double even(double size) {
    return 2 * Math.ceil(size / 2);
  }

  private void add(Arrow arrow) {
    ElkEdge edge = ElkGraphUtil.createSimpleEdge(byName.get(arrow.from()), byName.get(arrow.to()));
    if (spine.contains(arrow)) {
      options.spine(edge);
    }
    captions
        .at(arrow)
        .ifPresent(
            line ->
                ElkGraphUtil.createLabel(line.text(), edge)
                    .setDimensions(line.width(), line.height()));
    arrows.put(arrow, edge);
  }

  private PlacedArrow placed(Arrow arrow, ElkEdge edge) {
    List<Point2D> points =
        ElkUtil.createVectorChain(edge.getSections().get(0)).stream()
            .map(point -> ElkUtil.toAbsolute(point, edge.getContainingNode()))
            .<Point2D>map(point -> new Point2D.Double(point.x, point.y))
            .toList();
    List<PlacedLine> lines = new ArrayList<>();
    for (ElkLabel label : edge.getLabels()) {
      KVector at =
          ElkUtil.toAbsolute(new KVector(label.getX(), label.getY()), edge.getContainingNode());
      lines.add(
          new PlacedLine(
              captions.at(arrow).orElseThrow(),
              new Rectangle2D.Double(at.x, at.y, label.getWidth(), label.getHeight())));
    }
    return new PlacedArrow(arrow, points, lines);
  }

  private static Rectangle2D area(ElkNode node) {
    KVector at = ElkUtil.absolutePosition(node);
    return new Rectangle2D.Double(at.x, at.y, node.getWidth(), node.getHeight());
  }
}
