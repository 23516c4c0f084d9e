package org.convzoo.tools.picture;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.font.FontRenderContext;
import java.awt.font.GlyphVector;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * The legend below charts that stand side by side: a line of each name that curves have in any of
 * them, in rows.
 */
final class Legend {

  private static final int MARGIN = 10;
  private static final int ROW = 20;
  private static final int LINE = 28;
  private static final int GAP = 24;
  private static final FontRenderContext SMOOTH = new FontRenderContext(null, true, false);

  /** A curve's looks, and its name as it is drawn. */
  private record Entry(Color color, BasicStroke line, boolean marked, GlyphVector name) {

    double width() {
      return LINE + MARGIN + name.getLogicalBounds().getWidth();
    }
  }

  private final int width;
  private final List<List<Entry>> rows = new ArrayList<>();

  private Legend(int width) {
    this.width = width;
  }

  /** Makes the legend of those charts that have curves. */
  static Legend below(List<Chart<?, ?>> charts) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    for (Chart<?, ?> chart : charts) {
      if (chart instanceof XYChart curves) {
        Font font = curves.getStyler().getLegendFont();
        curves.getSeriesCollection().stream()
            .filter(XYSeries::isShowInLegend)
            .forEach(series -> entries.putIfAbsent(series.getName(), entry(series, font)));
      }
    }
    Legend legend = new Legend(charts.get(0).getWidth() * charts.size());
    entries.values().forEach(legend::add);
    return legend;
  }

  private static Entry entry(XYSeries series, Font font) {
    return new Entry(
        series.getLineColor(),
        series.getLineStyle(),
        series.getMarker() != SeriesMarkers.NONE,
        font.createGlyphVector(SMOOTH, series.getName()));
  }

  private void add(Entry entry) {
    List<Entry> row = rows.isEmpty() ? List.of() : rows.get(rows.size() - 1);
    if (row.isEmpty() || width(row) + GAP + entry.width() > width - 2 * MARGIN) {
      row = new ArrayList<>();
      rows.add(row);
    }
    row.add(entry);
  }

  private static double width(List<Entry> row) {
    return row.stream().mapToDouble(Entry::width).sum() + GAP * (row.size() - 1);
  }

  /** Returns its height in pixels: 0 where no chart has curves. */
  int height() {
    return rows.isEmpty() ? 0 : rows.size() * ROW + MARGIN;
  }

  /** Draws it from the upper left corner on, over the width of all charts. */
  void draw(Graphics2D graphics) {
    double middle = ROW / 2.0;
    for (List<Entry> row : rows) {
      double x = (width - width(row)) / 2;
      for (Entry entry : row) {
        graphics.setColor(entry.color);
        graphics.setStroke(entry.line);
        graphics.draw(new Line2D.Double(x, middle, x + LINE, middle));
        if (entry.marked) {
          graphics.fill(new Ellipse2D.Double(x + LINE / 2.0 - 2.5, middle - 2.5, 5, 5));
        }
        graphics.setColor(Color.BLACK);
        graphics.fill(entry.name.getOutline((float) x + LINE + MARGIN, (float) middle + 4));
        x += entry.width() + GAP;
      }
      middle += ROW;
    }
  }
}
