package org.convzoo.report.internal.drawing;

import java.awt.image.BufferedImage;
import java.util.List;
import org.convzoo.report.internal.op.GraphException;
import org.convzoo.report.internal.render.Raster;
import org.convzoo.report.source.GraphSource;
import org.tensorflow.ndarray.Shape;

/**
 * A subject's architecture as boxes and arrows: a box for each input, for each layer that
 * multiplies, pools or resizes, and for each operation that joins paths. What else there is, such
 * as normalisation and activations, is said in the box before it or on the arrow that it stands on.
 *
 * @param title of the subject
 * @param boxes in the graph's order: what a box reads stands before it
 * @param arrows in the order of the boxes that they lead to
 */
public record Drawing(String title, List<Box> boxes, List<Arrow> arrows) {

  /** What a box stands for, which is what it looks like. */
  public enum Kind {
    INPUT,
    CONVOLUTION,
    POOLING,
    DENSE,
    RESIZING,
    /** A sum. */
    SUM,
    /** Maps put one behind the other. */
    CONCAT,
    /** Another operation of several maps. */
    JOIN,
    /** A scope of several boxes. */
    BLOCK
  }

  /**
   * A box.
   *
   * @param name of the layer or the operation; no two boxes share one
   * @param scope that it stands in, or ""
   * @param kind what it stands for
   * @param words the kind as a reader sees it, with the window, such as {@code conv 3x3/2}
   * @param output shape of what leaves it
   * @param then what is done to all that leaves it, such as {@code relu}
   */
  public record Box(
      String name, String scope, Kind kind, String words, Shape output, List<String> then) {

    public Box {
      then = List.copyOf(then);
    }

    /** Returns the first part of the scope, or "". */
    public String block() {
      int slash = scope.indexOf('/');
      return slash < 0 ? scope : scope.substring(0, slash);
    }

    /** Returns the words without a padding, and without a stride of 1. */
    public String brief() {
      return words.replaceAll(" (same|valid|padded|pad [\\d+]+)", "").replaceAll("/1\\b", "");
    }

    /** Whether it is drawn small: it only joins what comes in. */
    public boolean joins() {
      return kind == Kind.SUM || kind == Kind.CONCAT || kind == Kind.JOIN;
    }
  }

  /**
   * An arrow between two boxes.
   *
   * @param from name of the box that is read
   * @param to name of the box that reads it
   * @param through what is done on the way, such as {@code batch norm}
   */
  public record Arrow(String from, String to, List<String> through) {

    public Arrow {
      through = List.copyOf(through);
    }
  }

  public Drawing {
    boxes = List.copyOf(boxes);
    arrows = List.copyOf(arrows);
  }

  /**
   * Draws a subject, which may be closed afterwards.
   *
   * @throws GraphException if its graph cannot be followed
   */
  public static Drawing of(GraphSource subject) {
    try {
      return Crossings.drawn(new DiagramBuilder(subject).drawing(subject.title()));
    } catch (RuntimeException e) {
      throw GraphException.unforeseen(subject.title(), e);
    }
  }

  /** Returns the drawing with one box for each block: a first scope with several boxes. */
  public Drawing byBlock() {
    return Blocks.drawn(this);
  }

  /** Returns the drawing in Graphviz's language; the same drawing gives the same text. */
  public String dot() {
    return Dot.of(this);
  }

  /** Returns the drawing as an element {@code svg}, which can stand in a page or be a file. */
  public String svg() {
    return Svg.of(LayeredLayout.of(this));
  }

  /** Returns the drawing as pixels, on white. */
  public BufferedImage image() {
    return Raster.of(svg());
  }
}
