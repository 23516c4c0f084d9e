package org.convzoo.tools.option;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.convzoo.UsageException;
import org.convzoo.graphs.task.Confusion;
import org.convzoo.graphs.task.Task;
import org.convzoo.tools.picture.Picture;
import org.convzoo.tools.terminal.Output;
import org.convzoo.tools.terminal.Table;
import org.knowm.xchart.HeatMapChart;
import org.knowm.xchart.HeatMapChartBuilder;
import picocli.CommandLine.Option;

/** Files of the confusion matrix. */
public final class ConfusionOptions {

  private static final int LARGEST_PICTURE = 50;
  private static final int FRAME = 200;
  private static final int CELL = 48;

  @Option(
      names = "--confusion",
      paramLabel = "FILE",
      description =
          "Write how often each class was guessed (columns) where each was true (rows): a new .csv,"
              + " or a picture, .png or .svg.")
  private Path matrix;

  @Option(
      names = "--per-class",
      paramLabel = "FILE",
      description =
          "Write a line a class: how often it was true and guessed, precision, recall, F1 and IoU:"
              + " a new .csv.")
  private Path perClass;

  /**
   * Checks what is asked for before the work is done.
   *
   * @throws IllegalArgumentException if a file exists or ends otherwise, or the task has no classes
   */
  public void check(Task task, int classes, Output output) {
    for (Path file : asked()) {
      if (task.equals(Task.DETECTION)) {
        throw new UsageException(
            "a detector takes no class for another: it has no confusion and no line a class");
      }
      if (Output.extension(file).equals("csv")) {
        output.requireFree(file);
      } else if (file.equals(perClass)) {
        throw new UsageException("the classes' file ends in .csv, got " + file);
      } else {
        Picture.requireWritable(file, output);
        requireDrawable(classes);
      }
    }
  }

  private List<Path> asked() {
    List<Path> files = new ArrayList<>();
    Collections.addAll(files, matrix, perClass);
    files.removeIf(file -> file == null);
    return files;
  }

  private static void requireDrawable(int classes) {
    if (classes > LARGEST_PICTURE) {
      throw new UsageException(
          "a picture holds the confusion of up to %d classes, not of %,d: write a .csv",
          LARGEST_PICTURE, classes);
    }
  }

  /** Writes what is asked for. */
  public void write(Confusion confusion, List<String> labels, Output output) throws IOException {
    if (matrix != null && Output.extension(matrix).equals("csv")) {
      output.write(matrix, matrix(confusion, labels));
    } else if (matrix != null) {
      Picture.write(matrix, List.of(chart(confusion, labels)), output);
    }
    if (perClass != null) {
      output.write(perClass, perClass(confusion, labels));
    }
  }

  private static Table matrix(Confusion confusion, List<String> labels) {
    List<String> headings = new ArrayList<>(List.of("true"));
    headings.addAll(labels);
    List<List<Object>> rows = new ArrayList<>();
    for (int c = 0; c < labels.size(); c++) {
      List<Object> row = new ArrayList<>(List.of(labels.get(c)));
      for (long count : confusion.counts()[c]) {
        row.add(count);
      }
      rows.add(row);
    }
    return new Table(headings, rows);
  }

  private static Table perClass(Confusion confusion, List<String> labels) {
    return new Table(
        List.of("class", "true", "guessed", "right", "precision", "recall", "f1", "iou"),
        IntStream.range(0, labels.size())
            .mapToObj(
                c ->
                    List.<Object>of(
                        labels.get(c),
                        confusion.truths(c),
                        confusion.guesses(c),
                        confusion.right(c),
                        share(confusion.precision(c)),
                        share(confusion.recall(c)),
                        share(confusion.f1(c)),
                        share(confusion.iou(c))))
            .toList());
  }

  /** Nothing, where there was nothing to divide by. */
  private static Object share(double value) {
    return Double.isNaN(value) ? "" : value;
  }

  /** The first class stands at the top and on the left; colours are shares of the true class. */
  private static HeatMapChart chart(Confusion confusion, List<String> labels) {
    int classes = labels.size();
    HeatMapChart chart =
        new HeatMapChartBuilder()
            .width(FRAME + CELL * classes)
            .height(FRAME + CELL * classes)
            .title("percent of each true class")
            .xAxisTitle("guessed")
            .yAxisTitle("true")
            .build();
    chart
        .getStyler()
        .setRangeColors(new Color[] {Color.WHITE, new Color(0x6ca6f0)})
        .setMin(0)
        .setMax(100)
        .setShowValue(true)
        .setHeatMapValueDecimalPattern("0")
        .setXAxisLabelRotation(45)
        .setXAxisTickMarkSpacingHint(CELL / 2)
        .setYAxisTickMarkSpacingHint(CELL / 2)
        .setChartBackgroundColor(Color.WHITE)
        .setLegendVisible(false);
    List<String> upwards = new ArrayList<>(labels);
    Collections.reverse(upwards);
    List<Number[]> cells = new ArrayList<>();
    for (int guess = 0; guess < classes; guess++) {
      for (int truth = 0; truth < classes; truth++) {
        double truths = Math.max(1, confusion.truths(truth));
        double percent = 100 * confusion.counts()[truth][guess] / truths;
        cells.add(new Number[] {guess, classes - 1 - truth, percent});
      }
    }
    chart.addSeries("confusion", labels, upwards, cells);
    return chart;
  }
}
