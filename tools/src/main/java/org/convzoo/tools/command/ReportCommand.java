package org.convzoo.tools.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.convzoo.Require;
import org.convzoo.UsageException;
import org.convzoo.report.GraphReport;
import org.convzoo.report.GraphReport.By;
import org.convzoo.report.flow.InputImage;
import org.convzoo.report.flow.Row;
import org.convzoo.report.internal.drawing.Drawing;
import org.convzoo.report.source.GraphSource;
import org.convzoo.tools.option.GraphSourceOptions;
import org.convzoo.tools.option.TowerOptions;
import org.convzoo.tools.terminal.ConsoleCommand;
import org.convzoo.tools.terminal.Table;
import org.convzoo.tools.terminal.Warnings;
import org.convzoo.tools.view.Column;
import org.convzoo.tools.view.Comparison;
import org.convzoo.tools.view.Notes;
import org.convzoo.tools.view.Page;
import org.convzoo.tools.view.ReportJson;
import org.convzoo.tools.view.Roofline;
import org.convzoo.tools.view.Transfers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "report",
    description = {
      "Account for a graph: parameters, multiply-adds, FLOPs, shapes, bytes and memory.",
      "They are read from the graph's operations; nothing of it is executed."
    },
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  convzoo report alexnet",
      "  convzoo report resnet50 --by block --input-size 320x480",
      "  convzoo report vgg19 --sort macs --top 5",
      "  convzoo report googlenet --format csv",
      "  convzoo report googlenet --format html > googlenet.html",
      "  convzoo report models/resnet50 --signature serving_default",
      "  convzoo report alexnet --compare googlenet",
      "  convzoo report vgg16 --roofline",
      "  convzoo report alexnet --towers GPU:0,GPU:1"
    })
public final class ReportCommand extends ConsoleCommand {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private enum Format {
    TABLE,
    MARKDOWN,
    CSV,
    JSON,
    HTML
  }

  @Mixin private GraphSourceOptions subject;
  @Mixin private TowerOptions towers;

  @Option(
      names = "--by",
      paramLabel = "WHAT",
      description =
          "A row for each op, layer (a name scope; pooling apart), block (a first scope), device"
              + " (with what crosses), or for the total. Default: layer; with --compare, total;"
              + " with --towers, device.")
  private By by;

  @Option(
      names = "--sort",
      paramLabel = "COLUMN",
      description = "Sort descending, text ascending. One of: ${COMPLETION-CANDIDATES}.")
  private Column sort;

  @Option(
      names = "--top",
      paramLabel = "N",
      description = "Only the first N rows, and the sum of the others.")
  private Integer top;

  @Option(
      names = "--format",
      defaultValue = "table",
      description =
          "table (the columns that fit on a screen), markdown, csv, json, or html: a page with"
              + " pictures. Default: ${DEFAULT-VALUE}.")
  private Format format;

  @Option(
      names = "--compare",
      paramLabel = "OTHER",
      description = "Put another subject beside it, with the differences.")
  private String other;

  @Option(
      names = "--roofline",
      arity = "0..1",
      fallbackValue = Roofline.MEASURED,
      paramLabel = "GFLOPS,GBS",
      description =
          "The least time of each layer on a machine of so many GFLOP/s and GB/s, and which of the"
              + " two bounds it. Default: this machine's, measured.")
  private String roofline;

  @Option(names = "--strict", description = "Fail if an operation could not be counted.")
  private boolean strict;

  @Override
  public Integer call() throws Exception {
    Require.atLeast(1, "--top", top == null ? 1 : top);
    if (other != null && (sort != null || top != null)) {
      throw new UsageException("--compare goes without --sort and --top");
    }
    if (roofline != null && (by != null || sort != null || top != null || other != null)) {
      throw new UsageException("--roofline goes without --by, --sort, --top, --compare");
    }
    if ((other != null || roofline != null) && format == Format.HTML) {
      throw new UsageException(
          "%s has no page: choose --format table, markdown, csv or json",
          other == null ? "--roofline" : "--compare");
    }
    List<String> placed = towers.devices();
    if ((other != null || roofline != null) && !placed.isEmpty()) {
      throw new UsageException(
          "%s goes without --towers", other == null ? "--roofline" : "--compare");
    }
    List<String> uncounted = new ArrayList<>();
    try (GraphSource opened = subject.open(placed)) {
      GraphReport report = GraphReport.of(opened);
      uncounted.addAll(report.total().uncounted());
      if (roofline != null) {
        Roofline times = new Roofline(report, Roofline.machine(roofline));
        boolean read = format == Format.TABLE || format == Format.MARKDOWN;
        print(times.words(), times.table(read), times.facts());
      } else if (other == null) {
        print(opened, report);
      } else {
        GraphReport second = read(subject.open(other));
        uncounted.addAll(second.total().uncounted());
        compare(report, second);
      }
    }
    out().flush();
    warn(uncounted);
    return strict && !uncounted.isEmpty() ? 1 : 0;
  }

  /** Of many operations without shapes the first is named: the others follow from it. */
  private void warn(List<String> uncounted) {
    List<String> shapeless = uncounted.stream().filter(Row::isShapeless).toList();
    for (String op : uncounted) {
      if (!Row.isShapeless(op)) {
        Warnings.print(err(), "not counted: " + op);
      } else if (op.equals(shapeless.get(0))) {
        int others = shapeless.size() - 1;
        Warnings.print(
            err(),
            "not counted: "
                + op
                + (others == 0 ? "" : ", nor those of %,d more".formatted(others)));
      }
    }
  }

  private static GraphReport read(GraphSource opened) {
    try (opened) {
      return GraphReport.of(opened);
    }
  }

  private void print(GraphSource opened, GraphReport report) throws IOException {
    Row total = report.total();
    By rowBy = by != null ? by : towers.devices().isEmpty() ? By.LAYER : By.DEVICE;
    List<Row> rows = selected(report.rows(rowBy));
    switch (format) {
      case TABLE -> {
        out().println(report.title());
        Column.table(Column.brief(), with(rows, total), total).printText(out());
        out().println();
        if (rowBy == By.DEVICE) {
          Transfers.of(report).printText(out());
          Transfers.notes(report).forEach(out()::println);
          out().println();
        }
        Notes.of(report).forEach(out()::println);
      }
      case MARKDOWN -> {
        Column.table(List.of(Column.values()), with(rows, total), total).printMarkdown(out());
        out().println();
        if (rowBy == By.DEVICE) {
          Transfers.of(report).printMarkdown(out());
          out().println();
          Transfers.notes(report).forEach(note -> out().println("- " + note));
        }
        Notes.of(report).forEach(note -> out().println(note.replaceFirst("^ *", "$0- ")));
      }
      case CSV -> Column.table(List.of(Column.values()), rows, total).printCsv(out());
      case JSON -> out().println(JSON.writeValueAsString(ReportJson.of(report, rows, total)));
      case HTML ->
          out()
              .print(
                  Page.html(
                      report,
                      rowBy,
                      rows,
                      InputImage.of(opened).orElse(null),
                      Drawing.of(opened).svg()));
    }
  }

  private void compare(GraphReport first, GraphReport second) throws IOException {
    Map<String, Object> titles = new LinkedHashMap<>();
    titles.put("first", first.title());
    titles.put("second", second.title());
    print(
        "first: %s, second: %s".formatted(first.title(), second.title()),
        Comparison.of(first, second, by == null ? By.TOTAL : by),
        titles);
  }

  /** Prints a table under a line of words, or with what they say for programs. */
  private void print(String words, Table table, Map<String, Object> facts) throws IOException {
    switch (format) {
      case TABLE -> {
        out().println(words);
        table.printText(out());
      }
      case MARKDOWN -> table.printMarkdown(out());
      case CSV -> table.printCsv(out());
      case JSON -> {
        facts.put("rows", table.maps());
        out().println(JSON.writeValueAsString(facts));
      }
      case HTML -> throw new IllegalStateException("there is no page of a mere table");
    }
  }

  private List<Row> selected(List<Row> all) {
    List<Row> rows = new ArrayList<>(all);
    if (sort != null) {
      rows.sort(sort.order());
    }
    if (top == null || top >= rows.size()) {
      return rows;
    }
    List<Row> others = rows.subList(top, rows.size());
    List<Row> first = new ArrayList<>(rows.subList(0, top));
    first.add(Row.sum(others.size() + " others", others));
    return first;
  }

  private List<Row> with(List<Row> rows, Row total) {
    List<Row> all = new ArrayList<>(rows);
    if (by != By.TOTAL) {
      all.add(total);
    }
    return all;
  }
}
