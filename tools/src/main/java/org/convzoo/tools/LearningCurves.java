package org.convzoo.tools;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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
 * What runs came to by the epoch: a chart of the loss and one of the other measures, the training
 * images' dashed, the test images' solid, each run in a colour of its own.
 */
final class LearningCurves {

  private static final int WIDTH = 640;
  private static final int HEIGHT = 480;

  private LearningCurves() {}

  /** Draws the curves of runs by their names. */
  static List<Chart<?, ?>> charts(Map<String, Curves> runs) {
    Set<String> measures = new LinkedHashSet<>();
    for (Curves curves : runs.values()) {
      for (String column : curves.columns().keySet()) {
        if (column.matches("(train|test)_.*")) {
          measures.add(column.substring(column.indexOf('_') + 1));
        }
      }
    }
    measures.remove("loss");
    return List.of(chart(runs, Set.of("loss")), chart(runs, measures));
  }

  private static XYChart chart(Map<String, Curves> runs, Set<String> measures) {
    String title = String.join(", ", measures).replace('_', ' ');
    XYChart chart =
        new XYChartBuilder().width(WIDTH).height(HEIGHT).title(title).xAxisTitle("epoch").build();
    chart
        .getStyler()
        .setChartBackgroundColor(Color.WHITE)
        .setLegendPosition(LegendPosition.OutsideS)
        .setMarkerSize(5);
    Color[] colors = new XChartSeriesColors().getSeriesColors();
    int number = 0;
    for (Map.Entry<String, Curves> run : runs.entrySet()) {
      Color color = colors[number++ % colors.length];
      for (String measure : measures) {
        String suffix = measures.size() == 1 ? "" : " " + measure.replace('_', ' ');
        add(chart, run, "train_" + measure, ", training" + suffix, color, SeriesLines.DASH_DASH);
        add(chart, run, "test_" + measure, ", test" + suffix, color, SeriesLines.SOLID);
      }
    }
    return chart;
  }

  private static void add(
      XYChart chart,
      Map.Entry<String, Curves> run,
      String column,
      String suffix,
      Color color,
      BasicStroke line) {
    Map<String, List<Double>> columns = run.getValue().columns();
    if (columns.containsKey(column)) {
      XYSeries series =
          chart.addSeries(run.getKey() + suffix, columns.get("epoch"), columns.get(column));
      series.setLineColor(color).setLineStyle(line);
      series.setMarker(SeriesMarkers.CIRCLE).setMarkerColor(color);
    }
  }
}
