package org.convzoo.tools.command;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.convzoo.UsageException;
import org.convzoo.graphs.Zoo;
import org.convzoo.graphs.network.Network;
import org.convzoo.graphs.network.NetworkCounts;
import org.convzoo.graphs.network.Spec;
import org.convzoo.graphs.task.Task;
import org.convzoo.tools.terminal.ConsoleCommand;
import org.convzoo.tools.terminal.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "models",
    description = {
      "List the networks by family, with what their graphs come to at the paper's size:",
      "trainable parameters, and multiply-adds of convolutions and dense layers for an image."
    },
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  convzoo models",
      "  convzoo models resnet \"densenet*-k12\"",
      "  convzoo models --task segmentation --json"
    })
public final class ModelsCommand extends ConsoleCommand {

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .registerModule(
              new SimpleModule().addSerializer(Task.class, ToStringSerializer.instance));

  @Parameters(
      arity = "0..*",
      paramLabel = "FILTER",
      description = "Part of a name or of a family's, or a pattern with * for a whole name.")
  private List<String> filters = new ArrayList<>();

  @Option(
      names = "--task",
      paramLabel = "TASK",
      description = "Only networks for classification, segmentation or detection.")
  private String task;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @JsonNaming(SnakeCaseStrategy.class)
  private record Row(String family, @JsonUnwrapped Spec spec, long parameters, long macs) {}

  @Override
  public Integer call() throws Exception {
    List<Row> rows = new ArrayList<>();
    for (Map.Entry<String, List<Network>> family : Zoo.families().entrySet()) {
      for (Network network : family.getValue()) {
        if (isWanted(family.getKey(), network.spec())) {
          rows.add(row(family.getKey(), network));
        }
      }
    }
    if (rows.isEmpty()) {
      throw new UsageException(
          "no network fits: \"convzoo models\" without filters lists them all");
    }
    PrintWriter out = out();
    if (json) {
      out.println(JSON.writeValueAsString(rows));
    } else {
      print(rows, out);
    }
    return 0;
  }

  private boolean isWanted(String family, Spec spec) {
    return (task == null || task.equalsIgnoreCase(spec.task().words()))
        && (filters.isEmpty()
            || filters.stream()
                .anyMatch(filter -> fits(filter.toLowerCase(Locale.ROOT), family, spec)));
  }

  private static boolean fits(String filter, String family, Spec spec) {
    if (filter.contains("*")) {
      return spec.name().matches(Pattern.quote(filter).replace("*", "\\E.*\\Q"));
    }
    return spec.name().contains(filter) || family.toLowerCase(Locale.ROOT).contains(filter);
  }

  private static Row row(String family, Network network) {
    Spec spec = network.spec();
    NetworkCounts counts = NetworkCounts.of(network, spec.input(), spec.classes());
    return new Row(family, spec, counts.parameters(), counts.multiplyAdds());
  }

  private static void print(List<Row> rows, PrintWriter out) {
    List<String> lines = table(rows).textLines();
    out.println(lines.get(0));
    String family = "";
    for (int i = 0; i < rows.size(); i++) {
      if (!rows.get(i).family.equals(family)) {
        family = rows.get(i).family;
        out.println(family);
      }
      out.println(lines.get(i + 1));
    }
  }

  private static Table table(List<Row> rows) {
    return new Table(
        List.of("name", "year", "input", "classes", "parameters", "multiply-adds", "paper"),
        rows.stream()
            .map(
                row ->
                    List.<Object>of(
                        "  " + row.spec.name(),
                        String.valueOf(row.spec.year()),
                        row.spec.input().toString(),
                        (long) row.spec.classes(),
                        row.parameters,
                        row.macs,
                        row.spec.title()))
            .toList());
  }
}
