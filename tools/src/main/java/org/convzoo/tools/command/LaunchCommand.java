package org.convzoo.tools.command;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.convzoo.Require;
import org.convzoo.UsageException;
import org.convzoo.tools.process.LocalCluster;
import org.convzoo.tools.terminal.ConsoleCommand;
import org.convzoo.tools.terminal.Interruption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Unmatched;

@Command(
    name = "launch",
    description = {
      "Train, or measure training, by several processes on this machine, to try what several would do.",
      "Each has its share of the cores and of each batch; the first keeps checkpoints and the model."
    },
    sortOptions = false,
    customSynopsis = "convzoo launch --workers N [--restarts N] (train | bench) ...",
    footerHeading = "%nExamples:%n",
    footer = {
      "  convzoo launch --workers 2 train lenet --recipe quick",
      "  convzoo launch --workers 4 --restarts 3 train resnet20 --recipe fashion --run runs/four",
      "  convzoo launch --workers 2 bench alexnet --batch-size 32"
    })
public final class LaunchCommand extends ConsoleCommand {

  /** Longer than others need to notice that one has gone. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final int WRONG_CALL = 2;

  private static final Set<String> LAUNCHED = Set.of("train", "bench");

  @Option(
      names = "--workers",
      required = true,
      paramLabel = "N",
      description = "Processes, at least 2.")
  private int workers;

  @Option(
      names = "--restarts",
      defaultValue = "0",
      paramLabel = "N",
      description =
          "Start all of them again, from the newest checkpoint, up to so many times after one has"
              + " failed. Default: ${DEFAULT-VALUE}.")
  private int restarts;

  @Unmatched private List<String> training = new ArrayList<>();

  @Override
  public Integer call() throws Exception {
    Require.atLeast(2, "--workers", workers);
    Require.atLeast(0, "--restarts", restarts);
    if (training.isEmpty() || !LAUNCHED.contains(training.get(0))) {
      throw new UsageException(
          "only \"train\" and \"bench\" can be launched, got \"%s\"", String.join(" ", training));
    }
    try (Interruption interruption = new Interruption()) {
      for (int start = 0; ; start++) {
        int code;
        try (LocalCluster cluster = new LocalCluster(each(), workers, out(), err())) {
          code = cluster.await(PATIENCE, interruption::requested);
        }
        if (code == 0 || code == WRONG_CALL || interruption.requested() || start == restarts) {
          return code;
        }
        err().printf("convzoo: one has failed: restart %,d of %,d%n", start + 1, restarts);
        err().flush();
      }
    }
  }

  private List<String> each() {
    List<String> each = new ArrayList<>();
    String launcher = System.getProperty("convzoo.launcher");
    if (launcher != null) {
      each.add(launcher);
    } else {
      each.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      each.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
      each.addAll(List.of("-cp", System.getProperty("java.class.path")));
      each.add("org.convzoo.tools.Convzoo");
    }
    each.addAll(training);
    if (training.stream().noneMatch(word -> word.matches("--threads(=.*)?"))) {
      int cores = Runtime.getRuntime().availableProcessors();
      each.addAll(List.of("--threads", "" + Math.max(1, cores / workers)));
    }
    return each;
  }
}
