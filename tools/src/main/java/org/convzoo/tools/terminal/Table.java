package org.convzoo.tools.terminal;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Strings, longs and doubles in rows, to be printed.
 *
 * @param headings of the columns, in snake case
 * @param rows as many cells as headings in each
 */
public record Table(List<String> headings, List<List<Object>> rows) {

  /** How formulas begin; sizes such as -3x-1 are none. */
  private static final Pattern FORMULA = Pattern.compile("(?!-[-\\d.x]*$)[-=+@\\t\\r\\n]");

  /** Prints aligned columns. */
  public void printText(PrintWriter out) {
    textLines().forEach(out::println);
  }

  /** Returns the lines of aligned columns: the headings, and each row. */
  public List<String> textLines() {
    List<List<String>> lines = lines();
    int[] widths =
        IntStream.range(0, headings.size())
            .map(i -> lines.stream().mapToInt(line -> line.get(i).length()).max().orElse(0))
            .toArray();
    List<String> text = new ArrayList<>();
    for (List<String> line : lines) {
      List<String> cells = new ArrayList<>();
      for (int i = 0; i < widths.length; i++) {
        String form = isText(i) ? "%-" : "%";
        cells.add(widths[i] == 0 ? "" : (form + widths[i] + "s").formatted(line.get(i)));
      }
      text.add(String.join("  ", cells).stripTrailing());
    }
    return text;
  }

  /** Prints a table in Markdown. */
  public void printMarkdown(PrintWriter out) {
    List<List<String>> lines = lines();
    for (int at = 0; at < lines.size(); at++) {
      out.println("| " + String.join(" | ", lines.get(at)) + " |");
      if (at == 0) {
        out.println(
            IntStream.range(0, headings.size())
                .mapToObj(i -> isText(i) ? "---" : "--:")
                .collect(Collectors.joining("|", "|", "|")));
      }
    }
  }

  /**
   * Prints comma-separated values, as RFC 4180 has them. An apostrophe stands before text that a
   * spreadsheet would take for a formula, as OWASP advises.
   */
  public void printCsv(PrintWriter out) {
    printCsvLine(out, headings);
    rows.forEach(row -> printCsvLine(out, row));
  }

  private static void printCsvLine(PrintWriter out, List<?> cells) {
    out.println(cells.stream().map(Table::csv).collect(Collectors.joining(",")));
  }

  private static String csv(Object cell) {
    boolean formula = cell instanceof String name && FORMULA.matcher(name).lookingAt();
    String text = formula ? "'" + cell : cell.toString();
    return text.matches("[^,\"\\v]*") ? text : "\"" + text.replace("\"", "\"\"") + "\"";
  }

  /** Returns the rows, each a map from headings to values. */
  public List<Map<String, Object>> maps() {
    List<Map<String, Object>> maps = new ArrayList<>();
    for (List<Object> row : rows) {
      Map<String, Object> map = new LinkedHashMap<>();
      for (int i = 0; i < row.size(); i++) {
        map.put(headings.get(i), row.get(i));
      }
      maps.add(map);
    }
    return maps;
  }

  /** Whether a column holds words. */
  public boolean isText(int column) {
    return rows.stream().anyMatch(row -> row.get(column) instanceof String);
  }

  /** The heading and the rows in words. */
  private List<List<String>> lines() {
    List<List<String>> lines = new ArrayList<>();
    lines.add(headings.stream().map(Table::heading).toList());
    rows.forEach(row -> lines.add(row.stream().map(Table::words).toList()));
    return lines;
  }

  /** Returns a heading in words. */
  public static String heading(String name) {
    return name.replace("_percent", " %")
        .replace('_', ' ')
        .replace("macs", "MACs")
        .replace("flops", "FLOPs");
  }

  /** Returns a value in words. */
  public static String words(Object value) {
    if (value instanceof Long number) {
      return String.format(Locale.ROOT, "%,d", number);
    }
    return value instanceof Double number
        ? String.format(Locale.ROOT, "%.1f", number)
        : value.toString();
  }
}
