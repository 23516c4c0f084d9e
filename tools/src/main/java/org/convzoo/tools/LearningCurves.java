package org.convzoo.tools;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.convzoo.train.Curves;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.colors.XChartSeriesColors;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * What runs came to by the epoch or the step: a chart of the loss and one of the other measures,
 * the training images' dashed, the test images' solid, each run in a colour of its own.
 */
final class LearningCurves {

  private static final int WIDTH = 640;
  private static final int HEIGHT = 480;

  private LearningCurves() {}

  /**
   * Draws the curves of runs by their names.
   *
   * @param axis the column along which they run
   */
  static List<Chart<?, ?>> charts(Map<String, Curves> runs, String axis) {
    Set<String> measures = new LinkedHashSet<>();
    for (Curves curves : runs.values()) {
      for (String column : curves.columns().keySet()) {
        if (column.matches("(train|test)_.*")) {
          measures.add(column.substring(column.indexOf('_') + 1));
        }
      }
    }
    measures.remove("loss");
    return List.of(chart(runs, axis, Set.of("loss")), chart(runs, axis, measures));
  }

  private static XYChart chart(Map<String, Curves> runs, String axis, Set<String> measures) {
    XYChart chart = empty(String.join(", ", measures).replace('_', ' '), axis);
    Color[] colors = new XChartSeriesColors().getSeriesColors();
    int number = 0;
    for (Map.Entry<String, Curves> run : runs.entrySet()) {
      Color color = colors[number++ % colors.length];
      for (String measure : measures) {
        String suffix = measures.size() == 1 ? "" : " " + measure.replace('_', ' ');
        add(chart, run, axis, "train_" + measure, ", training" + suffix)
            .ifPresent(training -> style(training, color, SeriesLines.DASH_DASH));
        add(chart, run, axis, "test_" + measure, ", test" + suffix)
            .ifPresent(test -> style(test, color, SeriesLines.SOLID));
      }
    }
    return chart;
  }

  /** A chart without curves. */
  static XYChart empty(String title, String axis) {
    XYChart chart =
        new XYChartBuilder().width(WIDTH).height(HEIGHT).title(title).xAxisTitle(axis).build();
    chart
        .getStyler()
        .setChartBackgroundColor(Color.WHITE)
        .setLegendPosition(LegendPosition.OutsideS)
        .setMarkerSize(5);
    return chart;
  }

  private static Optional<XYSeries> add(
      XYChart chart, Map.Entry<String, Curves> run, String axis, String column, String suffix) {
    Map<String, List<Double>> columns = run.getValue().columns();
    return Optional.ofNullable(columns.get(column))
        .map(values -> chart.addSeries(run.getKey() + suffix, columns.get(axis), values));
  }

  static void style(XYSeries series, Color color, BasicStroke line) {
    series.setLineColor(color).setLineStyle(line);
    series.setMarker(SeriesMarkers.CIRCLE).setMarkerColor(color);
  }
}
