package org.convzoo.tools.picture;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.convzoo.UsageException;
import org.convzoo.train.run.LayerNorms;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.colors.XChartSeriesColors;
import org.knowm.xchart.style.lines.SeriesLines;

/**
 * The norms of gradients and of updates by depth, on a logarithmic axis: each run in a colour of
 * its own, dashed at the first step that was watched, solid at the last.
 */
public final class GradientCurves {

  /** What a picture's axis can count by. */
  private static final double LEAST = 1e-45; // float32's

  private static final double MOST = 1e12;

  private GradientCurves() {}

  /**
   * Draws runs by their names.
   *
   * @throws IllegalArgumentException if a norm is not finite, or all are 0
   */
  public static List<Chart<?, ?>> charts(Map<String, List<LayerNorms.Row>> runs) {
    return List.of(
        chart("norm of the gradient", runs, LayerNorms.Row::gradient),
        chart("norm of the update", runs, LayerNorms.Row::update));
  }

  private static XYChart chart(
      String title, Map<String, List<LayerNorms.Row>> runs, ToDoubleFunction<LayerNorms.Row> norm) {
    XYChart chart = LearningCurves.empty(title, "layer");
    chart.getStyler().setYAxisLogarithmic(true).setMarkerSize(3);
    Color[] colors = new XChartSeriesColors().getSeriesColors();
    int number = 0;
    for (Map.Entry<String, List<LayerNorms.Row>> run : runs.entrySet()) {
      Color color = colors[number++ % colors.length];
      List<LayerNorms.Row> rows = run.getValue();
      long first = rows.get(0).step();
      long last = rows.get(rows.size() - 1).step();
      add(chart, run, first, norm, color, SeriesLines.DASH_DASH);
      if (last != first) {
        add(chart, run, last, norm, color, SeriesLines.SOLID);
      }
    }
    if (chart.getSeriesCollection().isEmpty()) {
      throw new UsageException("every %s is 0: nothing to plot", title);
    }
    return chart;
  }

  /** Layers whose norm is 0 are left out: their logarithm has no place. */
  private static void add(
      XYChart chart,
      Map.Entry<String, List<LayerNorms.Row>> run,
      long step,
      ToDoubleFunction<LayerNorms.Row> norm,
      Color color,
      BasicStroke line) {
    List<Integer> depths = new ArrayList<>();
    List<Double> norms = new ArrayList<>();
    int depth = 0;
    for (LayerNorms.Row row : run.getValue()) {
      if (row.step() == step) {
        depth++;
        double value = norm.applyAsDouble(row);
        if (!(Math.abs(value) <= MOST)) {
          throw new UsageException(
              "%s cannot be drawn: %s has the norm %s at step %,d",
              run.getKey(), row.layer(), value, step);
        }
        if (value >= LEAST) {
          depths.add(depth);
          norms.add(value);
        }
      }
    }
    if (!norms.isEmpty()) {
      String name = "%s, step %,d".formatted(run.getKey(), step);
      LearningCurves.style(chart.addSeries(name, depths, norms), color, line);
    }
  }
}
