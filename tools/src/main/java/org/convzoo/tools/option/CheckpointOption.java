package org.convzoo.tools.option;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.function.Consumer;
import org.convzoo.UsageException;
import org.convzoo.tools.terminal.Warnings;
import org.convzoo.train.run.Checkpoints;
import org.convzoo.train.run.Run;
import picocli.CommandLine.Option;

/** Which of a run's checkpoints is meant. */
public final class CheckpointOption {

  private enum Which {
    BEST,
    LAST
  }

  @Option(
      names = "--checkpoint",
      paramLabel = "WHICH",
      defaultValue = "best",
      description =
          "best (by the validation, else the test images) or last. Default: ${DEFAULT-VALUE}.")
  private Which which;

  public Checkpoints.Checkpoint of(Run run, PrintWriter err) throws IOException {
    return of(run, which, err);
  }

  /** Returns the best one, for the caller to close. */
  public static Checkpoints.Checkpoint best(Run run, PrintWriter err) throws IOException {
    return of(run, Which.BEST, err);
  }

  private static Checkpoints.Checkpoint of(Run run, Which which, PrintWriter err)
      throws IOException {
    Consumer<String> warn = message -> Warnings.print(err, message);
    Checkpoints checkpoints = run.checkpoints();
    Optional<Checkpoints.Checkpoint> found =
        which == Which.BEST ? checkpoints.best(warn) : checkpoints.last(warn);
    return found.orElseThrow(() -> new UsageException(run.folder() + " has no checkpoint yet"));
  }
}
