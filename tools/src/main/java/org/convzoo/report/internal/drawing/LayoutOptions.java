package org.convzoo.report.internal.drawing;

import java.awt.geom.Rectangle2D;
import org.eclipse.elk.alg.layered.options.DirectionCongruency;
import org.eclipse.elk.alg.layered.options.FixedAlignment;
import org.eclipse.elk.alg.layered.options.LayeredOptions;
import org.eclipse.elk.alg.layered.options.NodePlacementStrategy;
import org.eclipse.elk.core.math.ElkPadding;
import org.eclipse.elk.core.math.KVector;
import org.eclipse.elk.core.options.CoreOptions;
import org.eclipse.elk.core.options.Direction;
import org.eclipse.elk.core.options.EdgeRouting;
import org.eclipse.elk.core.options.HierarchyHandling;
import org.eclipse.elk.core.options.SizeConstraint;
import org.eclipse.elk.graph.ElkEdge;
import org.eclipse.elk.graph.ElkNode;

/** Options of the Eclipse Layout Kernel for a drawing; distances are in pixels. */
final class LayoutOptions {

  /** Around what a frame holds. */
  static final double PADDING = 8;

  /** Above what a frame holds, where its title stands. */
  static final double TITLE = 18;

  /** Between a title and an arrow. */
  static final double BESIDE_TITLE = 4;

  /** Around the drawing. */
  private static final double MARGIN = 4;

  private static final double BETWEEN_BOXES = 12;
  private static final double BETWEEN_LAYERS = 16;
  private static final double BETWEEN_ARROWS = 8;
  private static final double BETWEEN_ARROW_AND_BOX = 10;

  /** Weight of the spine, which is to be straight; other arrows weigh 1. */
  private static final int STRAIGHT = 100;

  /** Farther apart than any two borders of one box: places that stay in order when mirrored. */
  private static final double APART = 1e6;

  /** Boxes passed by arrows, above which the best places for all take too long to find. */
  private static final int CROWD = 5000;

  private final boolean across;
  private final boolean crowded;

  LayoutOptions(LongestPath spine) {
    across = spine.across();
    crowded = spine.passed() > CROWD;
  }

  /** Returns what frames an area, with room for a title. */
  static Rectangle2D padded(Rectangle2D area) {
    return new Rectangle2D.Double(
        area.getX() - PADDING,
        area.getY() - TITLE,
        area.getWidth() + 2 * PADDING,
        area.getHeight() + TITLE + PADDING);
  }

  /** Sets those of the whole drawing. */
  void drawing(ElkNode graph) {
    graph.setProperty(CoreOptions.ALGORITHM, LayeredOptions.ALGORITHM_ID);
    content(graph);
    graph.setProperty(LayeredOptions.PADDING, new ElkPadding(MARGIN));
  }

  /** Sets those of a frame. */
  void frame(ElkNode graph) {
    content(graph);
    graph.setProperty(LayeredOptions.PADDING, new ElkPadding(TITLE, PADDING, PADDING, PADDING));
  }

  /**
   * Makes a frame wide enough for its title: where the drawing leads down, on the left of an arrow
   * into the widest of what it holds.
   */
  void title(ElkNode graph, double width) {
    graph.setProperty(LayeredOptions.NODE_SIZE_CONSTRAINTS, SizeConstraint.minimumSize());
    graph.setProperty(LayeredOptions.NODE_SIZE_MINIMUM, new KVector(width + 2 * PADDING, 0));
    if (!across) {
      double widest = graph.getChildren().stream().mapToDouble(ElkNode::getWidth).max().orElse(0);
      ElkPadding padding = graph.getProperty(LayeredOptions.PADDING);
      padding.left = Math.max(padding.left, PADDING + width + BESIDE_TITLE - widest / 2);
    }
  }

  private void content(ElkNode graph) {
    graph.setProperty(LayeredOptions.HIERARCHY_HANDLING, HierarchyHandling.INCLUDE_CHILDREN);
    graph.setProperty(LayeredOptions.DIRECTION, across ? Direction.RIGHT : Direction.DOWN);
    // Rotated, not mirrored: shortcuts come to stand on the right.
    graph.setProperty(LayeredOptions.DIRECTION_CONGRUENCY, DirectionCongruency.ROTATION);
    graph.setProperty(LayeredOptions.CROSSING_MINIMIZATION_SEMI_INTERACTIVE, true);
    graph.setProperty(LayeredOptions.EDGE_ROUTING, EdgeRouting.ORTHOGONAL);
    graph.setProperty(LayeredOptions.MERGE_EDGES, true);
    if (crowded) {
      diagonal(graph);
      graph.setProperty(LayeredOptions.THOROUGHNESS, 1);
    } else {
      graph.setProperty(
          LayeredOptions.NODE_PLACEMENT_STRATEGY, NodePlacementStrategy.NETWORK_SIMPLEX);
    }
    graph.setProperty(LayeredOptions.SPACING_NODE_NODE, BETWEEN_BOXES);
    graph.setProperty(LayeredOptions.SPACING_EDGE_EDGE, BETWEEN_ARROWS);
    graph.setProperty(LayeredOptions.SPACING_EDGE_NODE, BETWEEN_ARROW_AND_BOX);
    graph.setProperty(LayeredOptions.SPACING_NODE_NODE_BETWEEN_LAYERS, BETWEEN_LAYERS);
    graph.setProperty(LayeredOptions.SPACING_EDGE_EDGE_BETWEEN_LAYERS, BETWEEN_ARROWS);
    graph.setProperty(LayeredOptions.SPACING_EDGE_NODE_BETWEEN_LAYERS, BETWEEN_ARROW_AND_BOX);
  }

  /**
   * Sets those of what holds opened frames: towers of one height, arrows that cross between them,
   * and room for the frames.
   */
  void lanes(ElkNode graph) {
    diagonal(graph);
    graph.setProperty(LayeredOptions.NODE_PLACEMENT_STRATEGY, NodePlacementStrategy.BRANDES_KOEPF);
    graph.setProperty(LayeredOptions.NODE_PLACEMENT_BK_FIXED_ALIGNMENT, FixedAlignment.BALANCED);
    double along = across ? PADDING : TITLE;
    double beside = across ? TITLE : PADDING;
    graph.setProperty(
        LayeredOptions.SPACING_NODE_NODE_BETWEEN_LAYERS, along + PADDING + BETWEEN_LAYERS / 4);
    graph.setProperty(LayeredOptions.SPACING_NODE_NODE, beside + PADDING + BETWEEN_BOXES);
    ElkPadding around = graph.getProperty(LayeredOptions.PADDING);
    graph.setProperty(
        LayeredOptions.PADDING,
        new ElkPadding(
            around.top + TITLE,
            around.right + PADDING,
            around.bottom + PADDING,
            around.left + PADDING));
  }

  /** Makes arrows lead straight from box to box, rather than along the same lines. */
  void diagonal(ElkNode graph) {
    graph.setProperty(LayeredOptions.EDGE_ROUTING, EdgeRouting.POLYLINE);
  }

  /** Sets the place of a box or a frame among those that come to stand beside it. */
  void place(ElkNode node, int place) {
    node.setProperty(LayeredOptions.POSITION, new KVector(place * APART, place * APART));
  }

  /** Makes an arrow of the spine straight. */
  void spine(ElkEdge edge) {
    edge.setProperty(LayeredOptions.PRIORITY_STRAIGHTNESS, STRAIGHT);
  }
}
