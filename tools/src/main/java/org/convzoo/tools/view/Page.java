package org.convzoo.tools.view;

import com.samskivert.mustache.Mustache;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.convzoo.report.GraphReport;
import org.convzoo.report.GraphReport.By;
import org.convzoo.report.flow.InputImage;
import org.convzoo.report.flow.Row;
import org.convzoo.report.internal.op.Work;
import org.convzoo.report.internal.render.Tint;
import org.convzoo.tools.terminal.Table;

/**
 * A report as one HTML file that needs no other: its style and its script stand in it. Text is
 * escaped; besides, the page forbids its browser to load anything and to run another script.
 */
public final class Page {

  private static final List<Column> OF_A_KIND =
      List.of(
          Column.NAME,
          Column.PARAMETERS,
          Column.PARAMETERS_PERCENT,
          Column.MACS,
          Column.FLOPS,
          Column.FLOPS_PERCENT,
          Column.ACTIVATION_BYTES);

  private record Fact(String label, String value, String exact) {}

  private record Heading(String name, boolean brief, boolean text) {}

  /** A row; its shares are in percent. */
  private record Line(
      String name,
      String tint,
      double parameters,
      double flops,
      List<String> cells,
      InputImage.Box seen) {}

  private record Note(String number, String text) {}

  private Page() {}

  /**
   * Returns the page.
   *
   * @param by what its rows are
   * @param rows the lines of its table
   * @param image on which receptive fields are laid, or null
   * @param drawing an SVG element, or ""
   */
  public static String html(
      GraphReport report, By by, List<Row> rows, InputImage image, String drawing) {
    Row total = report.total();
    List<Column> columns = List.of(Column.values());
    String script = resource("page.js");
    Map<String, Object> parts = new HashMap<>();
    parts.put("style", resource("page.css"));
    parts.put("script", script);
    parts.put("scriptHash", sha256(script));
    parts.put("title", report.title());
    parts.put("facts", facts(total));
    parts.put("uncounted", total.uncounted());
    parts.put("kindHeadings", headings(OF_A_KIND, report.kinds(), total));
    parts.put("kinds", lines(OF_A_KIND, report.kinds(), total, Row::name, null));
    parts.put("chart", rows.size() < 2 ? null : ShareChart.of(rows, total));
    parts.put("fields", image == null ? null : FieldPicture.of(image, rows));
    parts.put("drawing", drawing);
    parts.put("memory", MemoryPicture.of(report.memory()));
    parts.put("by", by.name().toLowerCase(Locale.ROOT));
    parts.put("headings", headings(columns, rows, total));
    parts.put("lines", lines(columns, rows, total, Row::kind, image));
    parts.put("total", lines(columns, List.of(total), total, Row::kind, null).get(0));
    parts.put("notes", notes(total));
    return Mustache.compiler()
        .emptyStringIsFalse(true)
        .withFormatter(Page::format)
        .compile(resource("page.html"))
        .execute(parts);
  }

  private static List<Fact> facts(Row total) {
    return Stream.of(
            fact("parameters", total.parameters(), ""),
            fact("multiply-adds", total.macs(), ""),
            fact("FLOPs", total.allFlops(), ""),
            fact("weights", total.weightBytes(), "B"),
            fact("activations written", total.activationBytes(), "B"),
            new Fact("receptive field", FieldColumns.size(total), "pixels, of the last output"))
        .filter(fact -> !fact.value.isEmpty())
        .toList();
  }

  /** A number in three digits or so, and to the last one. */
  private static Fact fact(String label, long number, String unit) {
    String[] prefixes = {"", "k", "M", "G", "T", "P", "E"};
    int power = 0;
    double value = number;
    while (value >= 999.5 && power < prefixes.length - 1) {
      value /= 1000;
      power++;
    }
    String digits = power == 0 ? "%.0f" : value < 9.995 ? "%.2f" : value < 99.95 ? "%.1f" : "%.0f";
    String rounded = String.format(Locale.ROOT, digits + " %s%s", value, prefixes[power], unit);
    return new Fact(label, rounded.strip(), Table.words(number));
  }

  private static List<Heading> headings(List<Column> columns, List<Row> rows, Row total) {
    Table table = Column.table(columns, rows, total);
    return IntStream.range(0, columns.size())
        .mapToObj(
            at ->
                new Heading(
                    Table.heading(table.headings().get(at)),
                    Column.brief().contains(columns.get(at)),
                    table.isText(at)))
        .toList();
  }

  private static List<Line> lines(
      List<Column> columns,
      List<Row> rows,
      Row total,
      Function<Row, String> kind,
      InputImage image) {
    return rows.stream()
        .map(
            row ->
                new Line(
                    row.name(),
                    Tint.of(kind.apply(row)).word(),
                    Column.percent(row.parameters(), total.parameters()),
                    Column.percent(row.allFlops(), total.allFlops()),
                    columns.stream().map(column -> Table.words(column.of(row, total))).toList(),
                    image == null ? null : image.seen(row).orElse(null)))
        .toList();
  }

  private static List<Note> notes(Row total) {
    return Stream.of(Work.values())
        .filter(total.flops()::containsKey)
        .map(work -> new Note(Table.words(total.flops().get(work)), work.convention()))
        .toList();
  }

  private static String format(Object value) {
    return value instanceof Double number
        ? String.format(Locale.ROOT, "%.2f", number)
        : value.toString();
  }

  private static String resource(String name) {
    try (InputStream in = Page.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }

  private static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return Base64.getEncoder()
          .encodeToString(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
