package org.convzoo.tools.picture;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.run.Curves;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.colors.XChartSeriesColors;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * What runs came to by the epoch or the step: a chart of the loss and one of the other measures,
 * the training images' dashed, the validation or test images' solid, each run in a colour of its
 * own. Of single batches a moving average is drawn over what it smooths.
 */
public final class LearningCurves {

  private static final int WIDTH = 640;
  private static final int HEIGHT = 450;
  private static final int FAINT = 70;

  /** Up to so many points each may have a mark and a label. */
  private static final int MOST_MARKED = 20;

  private static final double LITTLE = 1e-2;

  private LearningCurves() {}

  /** Draws the curves of runs by their names, a point an epoch. */
  public static List<Chart<?, ?>> byEpochs(Map<String, Curves> runs) {
    Set<String> measures = new LinkedHashSet<>();
    for (Curves curves : runs.values()) {
      for (String column : curves.columns().keySet()) {
        if (column.matches("(train|validation|test)_.*")) {
          measures.add(column.substring(column.indexOf('_') + 1));
        }
      }
    }
    measures.remove("loss");
    return List.of(byEpochs(runs, Set.of("loss")), byEpochs(runs, measures));
  }

  private static XYChart byEpochs(Map<String, Curves> runs, Set<String> measures) {
    String axis = "epoch";
    XYChart chart = empty(String.join(", ", measures).replace('_', ' '), axis);
    Color[] colors = new XChartSeriesColors().getSeriesColors();
    int number = 0;
    for (Map.Entry<String, Curves> run : runs.entrySet()) {
      Color color = colors[number++ % colors.length];
      for (String measure : measures) {
        String suffix = measures.size() == 1 ? "" : " " + measure.replace('_', ' ');
        add(chart, run, axis, "train_" + measure, ", training" + suffix)
            .ifPresent(training -> style(training, color, SeriesLines.DASH_DASH));
        for (String part : List.of(DataSet.VALIDATION, DataSet.TEST)) {
          add(chart, run, axis, part + "_" + measure, ", " + part + suffix)
              .ifPresent(chosen -> style(chosen, color, SeriesLines.SOLID));
        }
      }
    }
    return chart;
  }

  /**
   * Draws the curves of runs by their names, a point for each batch that was written.
   *
   * @param smoothing the share that a moving average keeps at a point, 0 for none
   */
  public static List<Chart<?, ?>> bySteps(Map<String, Curves> runs, double smoothing) {
    return List.of(bySteps(runs, smoothing, "loss"), bySteps(runs, smoothing, "accuracy"));
  }

  private static XYChart bySteps(Map<String, Curves> runs, double smoothing, String measure) {
    XYChart chart = empty(measure, "step");
    Color[] colors = new XChartSeriesColors().getSeriesColors();
    int number = 0;
    for (Map.Entry<String, Curves> run : runs.entrySet()) {
      Color color = colors[number++ % colors.length];
      List<Double> steps = onRoundAxis(run.getValue().columns().get("step"));
      List<Double> values = run.getValue().columns().get("train_" + measure);
      if (smoothing > 0) {
        Color faint = new Color(color.getRed(), color.getGreen(), color.getBlue(), FAINT);
        XYSeries single = chart.addSeries(run.getKey() + ", single batches", steps, values);
        single.setShowInLegend(false);
        style(single, faint, SeriesLines.SOLID);
        single.setMarker(SeriesMarkers.NONE);
      }
      List<Double> smooth = Curves.smoothed(values, smoothing);
      XYSeries training = chart.addSeries(run.getKey() + ", training", steps, smooth);
      style(training, color, SeriesLines.SOLID);
      if (steps.size() > MOST_MARKED) {
        training.setMarker(SeriesMarkers.NONE);
      }
    }
    return chart;
  }

  /** A chart without curves. */
  static XYChart empty(String title, String axis) {
    XYChart chart =
        new XYChartBuilder().width(WIDTH).height(HEIGHT).title(title).xAxisTitle(axis).build();
    chart.getStyler().setChartBackgroundColor(Color.WHITE).setLegendVisible(false).setMarkerSize(5);
    return chart;
  }

  /**
   * Places of points on an axis whose labels are round numbers. XChart labels values at equal
   * distances by themselves, with hardly a space between: one that is a little off is none of
   * those.
   */
  private static List<Double> onRoundAxis(List<Double> places) {
    if (places.size() <= MOST_MARKED) {
      return places;
    }
    List<Double> uneven = new ArrayList<>(places);
    uneven.set(0, places.get(0) - LITTLE);
    return uneven;
  }

  private static Optional<XYSeries> add(
      XYChart chart, Map.Entry<String, Curves> run, String axis, String column, String suffix) {
    Map<String, List<Double>> columns = run.getValue().columns();
    return Optional.ofNullable(columns.get(column))
        .map(
            values ->
                chart.addSeries(run.getKey() + suffix, onRoundAxis(columns.get(axis)), values));
  }

  static void style(XYSeries series, Color color, BasicStroke line) {
    series.setLineColor(color).setLineStyle(line);
    series.setMarker(SeriesMarkers.CIRCLE).setMarkerColor(color);
  }
}
