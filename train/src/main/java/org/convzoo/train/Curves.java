package org.convzoo.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The learning curves of a run: the columns of its {@code metrics.csv}.
 *
 * @param columns by name, in the file's order, each with a number for every epoch that is done
 */
public record Curves(Map<String, List<Double>> columns) {

  /**
   * Reads those of a run. A line that a killed run left half written does not count.
   *
   * @throws IllegalArgumentException if no epoch is done yet, or what stands there is no number
   */
  public static Curves read(Run run) throws IOException {
    Path file = run.metrics();
    List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
    if (lines.size() < 2) {
      throw new IllegalArgumentException(run.folder() + " has no epoch done yet: nothing to plot");
    }
    Map<String, List<Double>> columns = new LinkedHashMap<>();
    List<String> names = List.of(lines.get(0).split(","));
    names.forEach(name -> columns.put(name, new ArrayList<>()));
    for (int line = 1; line < lines.size(); line++) {
      String[] cells = lines.get(line).split(",");
      for (int i = 0; cells.length == names.size() && i < cells.length; i++) {
        columns.get(names.get(i)).add(number(cells[i], file, line + 1));
      }
    }
    return new Curves(columns);
  }

  private static double number(String cell, Path file, int line) {
    try {
      return Double.parseDouble(cell);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "%s, line %d: \"%s\" is not a number".formatted(file, line, cell), e);
    }
  }
}
