package org.convzoo.tools.check;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The columns of rows that are printed as they come, before the widest of them is known. */
final class CheckColumns {

  private static final int FIRST = 38;
  private static final int LEAST = 10;

  private final List<String> names;
  private final List<Integer> widths = new ArrayList<>();

  /** Takes the columns of the first row. */
  CheckColumns(Map<String, Object> first) {
    names = List.copyOf(first.keySet());
    for (String name : names) {
      int least = widths.isEmpty() ? FIRST : LEAST;
      int needed = Math.max(name.length(), words(first.get(name)).length());
      widths.add(Math.max(least, needed));
    }
  }

  void printHeading(PrintWriter out) {
    print(out, names.stream().map(name -> name.replace('_', ' ')).toList());
  }

  void print(PrintWriter out, Map<String, Object> row) {
    print(out, row.values().stream().map(CheckColumns::words).toList());
  }

  private void print(PrintWriter out, List<String> cells) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      int width = i < widths.size() ? widths.get(i) : LEAST;
      line.append(("%-" + width + "s  ").formatted(cells.get(i)));
    }
    out.println(line.toString().stripTrailing());
  }

  private static String words(Object value) {
    if (value == null) {
      return "-";
    }
    if (value instanceof Boolean answer) {
      return answer ? "yes" : "no";
    }
    if (value instanceof Double number && number != 0 && Math.abs(number) < 0.1) {
      return String.format(Locale.ROOT, "%.1e", number);
    }
    return value instanceof Double number
        ? String.format(Locale.ROOT, number == 0 ? "%.0f" : "%,.1f", number)
        : value.toString();
  }
}
