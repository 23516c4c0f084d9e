package org.convzoo.tools.picture;

import static java.awt.RenderingHints.KEY_ANTIALIASING;
import static java.awt.RenderingHints.VALUE_ANTIALIAS_ON;

import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.svg.SVGProcessor;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.convzoo.UsageException;
import org.convzoo.tools.terminal.Output;
import org.knowm.xchart.internal.chartpart.Chart;

/** Charts side by side over one legend, in a file whose name says the format: PNG or SVG. */
public final class Picture {

  private static final List<String> FORMATS = List.of("png", "svg");

  private Picture() {}

  /**
   * Checks the name of a file that may be written.
   *
   * @throws IllegalArgumentException if it ends otherwise, or exists
   */
  public static void requireWritable(Path file, Output output) {
    if (!FORMATS.contains(Output.extension(file))) {
      throw new UsageException("a picture's file ends in .png or .svg, got " + file);
    }
    output.requireFree(file);
  }

  /** Draws {@code charts}, all of one size. */
  public static void write(Path file, List<Chart<?, ?>> charts, Output output) throws IOException {
    int width = charts.get(0).getWidth() * charts.size();
    Legend legend = Legend.below(charts);
    int height = charts.get(0).getHeight() + legend.height();
    if (Output.extension(file).equals("svg")) {
      VectorGraphics2D graphics = new VectorGraphics2D();
      draw(graphics, charts, legend);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      new SVGProcessor()
          .getDocument(graphics.getCommands(), new PageSize(width, height))
          .writeTo(bytes);
      output.write(file, bytes.toByteArray());
    } else {
      BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
      Graphics2D graphics = image.createGraphics();
      graphics.setColor(Color.WHITE);
      graphics.fillRect(0, 0, width, height);
      graphics.setRenderingHint(KEY_ANTIALIASING, VALUE_ANTIALIAS_ON);
      draw(graphics, charts, legend);
      output.write(file, Png.of(image));
    }
  }

  private static void draw(Graphics2D graphics, List<Chart<?, ?>> charts, Legend legend) {
    AffineTransform corner = graphics.getTransform();
    for (Chart<?, ?> chart : charts) {
      chart.paint(graphics, chart.getWidth(), chart.getHeight());
      graphics.translate(chart.getWidth(), 0);
    }
    graphics.setTransform(corner);
    graphics.translate(0, charts.get(0).getHeight());
    legend.draw(graphics);
    graphics.dispose();
  }
}
