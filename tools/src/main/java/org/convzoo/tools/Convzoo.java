package org.convzoo.tools;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;
import org.convzoo.Version;
import org.convzoo.tools.check.DoctorCommand;
import org.convzoo.tools.command.BenchCommand;
import org.convzoo.tools.command.DeepenCommand;
import org.convzoo.tools.command.DrawCommand;
import org.convzoo.tools.command.EvaluateCommand;
import org.convzoo.tools.command.ExportCommand;
import org.convzoo.tools.command.LaunchCommand;
import org.convzoo.tools.command.ModelsCommand;
import org.convzoo.tools.command.PlanCommand;
import org.convzoo.tools.command.PlotCommand;
import org.convzoo.tools.command.PredictCommand;
import org.convzoo.tools.command.RecipesCommand;
import org.convzoo.tools.command.ReportCommand;
import org.convzoo.tools.command.RunsCommand;
import org.convzoo.tools.command.ScanCommand;
import org.convzoo.tools.command.TrainCommand;
import org.convzoo.tools.command.data.DataCommand;
import org.convzoo.tools.serving.ServeCommand;
import org.convzoo.tools.terminal.CommandName;
import org.convzoo.tools.terminal.PlainWriter;
import org.convzoo.tools.terminal.SecondSignal;
import org.convzoo.tools.terminal.StandardOutput;
import org.convzoo.tools.terminal.StderrFilter;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line. */
@Command(
    name = "convzoo",
    description = "The zoo of the classic convolutional networks, on TensorFlow.",
    version = "convzoo " + Version.NUMBER,
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    sortOptions = false,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ModelsCommand.class,
      RecipesCommand.class,
      TrainCommand.class,
      LaunchCommand.class,
      DeepenCommand.class,
      EvaluateCommand.class,
      PredictCommand.class,
      ExportCommand.class,
      ScanCommand.class,
      ServeCommand.class,
      RunsCommand.class,
      PlotCommand.class,
      ReportCommand.class,
      DrawCommand.class,
      BenchCommand.class,
      PlanCommand.class,
      DataCommand.class,
      DoctorCommand.class,
      GenerateCompletion.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:failed: unusable data, a full disk, no GPU, ...; or a bug, with its stack trace",
      "2:a wrong call: unknown name, option or value, a run or file that exists",
      "130:interrupted by Ctrl-C; what was done is saved",
      "143:terminated by SIGTERM; what was done is saved"
    })
public final class Convzoo {

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Show TensorFlow's own log as well.")
  boolean verbose;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of an error.")
  boolean debug;

  /** Runs one command and ends with its exit code. */
  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT); // what is printed can be typed, and read by programs
    System.setProperty("java.awt.headless", "true"); // pictures are drawn into files alone
    SecondSignal.endsAtOnce();
    StderrFilter filter = new StderrFilter();
    StandardOutput output = StandardOutput.install();
    int exitCode = run(args);
    Optional<IOException> cut = output.failure();
    if (cut.isPresent()) {
      System.err.println(
          "convzoo: standard output was not written in full: " + cut.get().getMessage());
    }
    filter.finish();
    System.exit(exitCode == 0 && cut.isPresent() ? 1 : exitCode);
  }

  /** Runs one command and returns its exit code. */
  static int run(String... args) {
    Convzoo convzoo = new Convzoo();
    CommandLine line = new CommandLine(convzoo);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpAutoWidth(true);
    CommandName.intoExamples(line);
    line.setParameterExceptionHandler((e, a) -> complain(e.getCommandLine(), wrongCall(e), 2));
    line.setExecutionExceptionHandler((e, at, parsed) -> failed(e, at, convzoo.debug));
    if (args.length == 0) {
      line.usage(line.getOut());
      return 2;
    }
    line.setErr(PlainWriter.before(line.getErr()));
    line.setExecutionStrategy(
        parsed -> {
          Integer help = CommandLine.executeHelpRequest(parsed); // in picocli's own colours
          if (help != null) {
            return help;
          }
          line.setOut(PlainWriter.before(line.getOut()));
          return new RunLast().execute(parsed);
        });
    try {
      return line.execute(args);
    } catch (UnsatisfiedLinkError e) {
      return complain(line, noLibrary(e), 1);
    } finally {
      line.getOut().flush();
    }
  }

  /** Says why a command failed, and returns its exit code. */
  static int failed(Exception e, CommandLine line, boolean debug) {
    if (debug || Failure.isBug(e)) {
      e.printStackTrace(line.getErr());
    }
    return complain(line, Failure.explain(e), Failure.exitCode(e));
  }

  private static String noLibrary(UnsatisfiedLinkError e) {
    String why = (e.getCause() == null ? e : e.getCause()).getMessage();
    String advice =
        why.contains("failed to map segment") // what glibc says of a disk mounted noexec
            ? "may not be run where it lies; name a folder on another disk with JAVA_OPTS=-Dorg.bytedeco.javacpp.cachedir=DIR"
            : "cannot be loaded; one for this machine comes with -Dtensorflow.native="
                + Loader.getPlatform();
    return "TensorFlow's library %s: %s".formatted(advice, why);
  }

  private static int complain(CommandLine line, String message, int exitCode) {
    String first = message.lines().findFirst().orElse("failed");
    line.getErr().println("convzoo: " + CommandName.in(first));
    return exitCode;
  }

  private static String wrongCall(ParameterException e) {
    String message = e.getMessage().replace("\n", " ");
    String help = " (see %s --help)".formatted(e.getCommandLine().getCommandSpec().qualifiedName());
    if (e instanceof UnmatchedArgumentException unmatched) {
      var nearest = unmatched.getSuggestions();
      if (!nearest.isEmpty()) {
        return message + ": did you mean " + nearest.get(0) + "?" + help;
      }
    }
    return message + help;
  }
}
