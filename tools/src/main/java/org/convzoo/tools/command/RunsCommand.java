package org.convzoo.tools.command;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.convzoo.UsageException;
import org.convzoo.tools.terminal.ConsoleCommand;
import org.convzoo.tools.terminal.Output;
import org.convzoo.tools.terminal.Table;
import org.convzoo.tools.terminal.Warnings;
import org.convzoo.train.run.RunSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "runs",
    description =
        "Compare the runs in a folder and below it: how far each is, its best epoch, its last loss,"
            + " and the time that its training steps took.",
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {"  convzoo runs", "  convzoo runs runs/lenet-sweep --csv sweep.csv"})
public final class RunsCommand extends ConsoleCommand {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  @Parameters(
      arity = "0..1",
      paramLabel = "DIR",
      defaultValue = "runs",
      description = "Folder of runs. Default: ${DEFAULT-VALUE}.")
  private Path folder;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Option(
      names = "--csv",
      paramLabel = "FILE.csv",
      description = "Also write the table, with all digits.")
  private Path csv;

  @Mixin private Output output;

  @Override
  public Integer call() throws IOException {
    output.requireFree("--csv", csv, "csv");
    if (!Files.isDirectory(folder)) {
      throw new UsageException(folder + " is not a folder");
    }
    List<RunSummary> runs = new ArrayList<>();
    List<Path> found = RunSummary.runsBelow(folder);
    for (Path run : found) {
      try {
        runs.add(RunSummary.of(run));
      } catch (UsageException | IOException e) {
        String why = e.getMessage();
        boolean named = why != null && why.contains(run.toString());
        Warnings.print(err(), named ? why : run + ": " + why);
      }
    }
    if (found.isEmpty()) {
      throw new UsageException(folder + " holds no run");
    }
    PrintWriter out = out();
    if (json) {
      out.println(JSON.writeValueAsString(runs));
    } else {
      table(runs).printText(out);
    }
    if (csv != null) {
      output.write(csv, whole(runs));
    }
    return 0;
  }

  /** For people. */
  private static Table table(List<RunSummary> runs) {
    return new Table(
        List.of("run", "network", "dataset", "epochs", "best", "of", "at_epoch", "loss", "time"),
        runs.stream()
            .map(
                run ->
                    List.<Object>of(
                        run.run(),
                        run.network(),
                        run.dataset(),
                        "%d of %d".formatted(run.epochsDone(), run.recipeEpochs()),
                        digits(run.best()),
                        run.measure().replace('_', ' '),
                        run.bestEpoch() == null ? "" : run.bestEpoch().toString(),
                        digits(run.lastLoss()),
                        run.best() == null ? "" : time(run.seconds())))
            .toList());
  }

  /** With the names and the values that JSON has. */
  private static Table whole(List<RunSummary> runs) {
    List<Map<String, Object>> all = JSON.convertValue(runs, new TypeReference<>() {});
    return new Table(
        Arrays.stream(RunSummary.class.getRecordComponents())
            .map(component -> SnakeCaseStrategy.INSTANCE.translate(component.getName()))
            .toList(),
        all.stream()
            .map(run -> run.values().stream().map(RunsCommand::orNothing).toList())
            .toList());
  }

  private static Object orNothing(Object value) {
    return value == null ? "" : value;
  }

  private static String digits(Double value) {
    return value == null ? "" : String.format(Locale.ROOT, "%.4f", value);
  }

  private static String time(double seconds) {
    long whole = Math.round(seconds);
    return "%d:%02d:%02d".formatted(whole / 3600, whole / 60 % 60, whole % 60);
  }
}
