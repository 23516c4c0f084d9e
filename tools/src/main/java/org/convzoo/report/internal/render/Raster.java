package org.convzoo.report.internal.render;

import com.github.weisj.jsvg.SVGDocument;
import com.github.weisj.jsvg.parser.DocumentLimits;
import com.github.weisj.jsvg.parser.LoaderContext;
import com.github.weisj.jsvg.parser.SVGLoader;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;

/** Turns an SVG of ours into pixels. */
public final class Raster {

  /** Pixels for one of the SVG's, where the image does not become too large for it. */
  private static final double SCALE = 2;

  private static final double MOST_PIXELS = 1e8;

  private Raster() {}

  /** Returns the picture on white. */
  public static BufferedImage of(String svg) {
    SVGDocument document = document(svg);
    double width = document.size().getWidth();
    double height = document.size().getHeight();
    double scale = Math.min(SCALE, Math.sqrt(MOST_PIXELS / (width * height)));
    BufferedImage image =
        new BufferedImage(
            (int) Math.ceil(width * scale),
            (int) Math.ceil(height * scale),
            BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setBackground(Color.WHITE);
    graphics.clearRect(0, 0, image.getWidth(), image.getHeight());
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    graphics.scale(scale, scale);
    document.render(null, graphics);
    graphics.dispose();
    return image;
  }

  private static SVGDocument document(String svg) {
    DocumentLimits limits =
        new DocumentLimits(
            DocumentLimits.DEFAULT_MAX_NESTING_DEPTH,
            DocumentLimits.DEFAULT_MAX_USE_NESTING_DEPTH,
            Integer.MAX_VALUE); // paths: the deepest networks have thousands
    var bytes = new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8));
    SVGDocument document =
        new SVGLoader().load(bytes, null, LoaderContext.builder().documentLimits(limits).build());
    if (document == null) {
      throw new IllegalStateException("the drawing could not be turned into pixels");
    }
    return document;
  }
}
