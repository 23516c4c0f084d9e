package org.convzoo.tools.view;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.convzoo.report.GraphReport;
import org.convzoo.report.GraphReport.By;
import org.convzoo.report.flow.Row;
import org.convzoo.tools.terminal.Table;

/** Two reports side by side: rows of the same name, and what the second has more than the first. */
public final class Comparison {

  private static final List<Column> QUANTITIES =
      List.of(
          Column.PARAMETERS,
          Column.MACS,
          Column.FLOPS,
          Column.WEIGHT_BYTES,
          Column.ACTIVATION_BYTES,
          Column.KEPT_BYTES);

  private Comparison() {}

  /** Returns a line for each quantity of each row of either report; what one lacks is 0 there. */
  public static Table of(GraphReport first, GraphReport second, By by) {
    Map<String, Row> left = byName(first.rows(by));
    Map<String, Row> right = byName(second.rows(by));
    Set<String> names = new LinkedHashSet<>(left.keySet());
    names.addAll(right.keySet());
    List<List<Object>> lines = new ArrayList<>();
    for (String name : names) {
      for (Column quantity : QUANTITIES) {
        long one = number(quantity, left.get(name));
        long other = number(quantity, right.get(name));
        String word = quantity.name().toLowerCase(Locale.ROOT);
        lines.add(List.of(name, word, one, other, other - one));
      }
    }
    return new Table(List.of("name", "quantity", "first", "second", "difference"), lines);
  }

  private static Map<String, Row> byName(List<Row> rows) {
    Map<String, Row> map = new LinkedHashMap<>();
    rows.forEach(row -> map.put(row.name(), row));
    return map;
  }

  private static long number(Column quantity, Row row) {
    return row == null ? 0 : (long) quantity.of(row, row);
  }
}
