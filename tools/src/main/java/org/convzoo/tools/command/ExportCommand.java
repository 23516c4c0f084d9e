package org.convzoo.tools.command;

import java.nio.file.Path;
import java.util.Map;
import org.convzoo.export.WeightStorage;
import org.convzoo.tools.option.CheckpointOption;
import org.convzoo.tools.terminal.ConsoleCommand;
import org.convzoo.tools.terminal.Interruption;
import org.convzoo.train.TrainedModel;
import org.convzoo.train.run.Checkpoints;
import org.convzoo.train.run.Run;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "export",
    description = "Export a run's checkpoint as a SavedModel, as the next version.",
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  convzoo export runs/lenet",
      "  convzoo export runs/lenet --checkpoint last --to /srv/models",
      "  convzoo export runs/resnet20 --fold"
    })
public final class ExportCommand extends ConsoleCommand {

  @Parameters(paramLabel = "RUN", description = "Directory of a run.")
  private Path folder;

  @Mixin private CheckpointOption checkpoint;

  @Option(
      names = "--to",
      paramLabel = "DIR",
      description = "Writes DIR/NETWORK/VERSION. Default: RUN/export.")
  private Path to;

  @ArgGroup private Storage storage = new Storage();

  /** How the weights are kept; constants where nothing is said. */
  static final class Storage {

    @Option(
        names = "--fold",
        description =
            "Make batch norms part of the weights of the layers before them or, where there are"
                + " none, products and sums: faster still, but reports show no batch norm, and"
                + " --init-from refuses it.")
    private boolean fold;

    @Option(
        names = "--variables",
        description =
            "Keep the weights in variables beside the graph, as training programs have them. Default:"
                + " constants in the graph, which is faster to serve.")
    private boolean variables;

    private WeightStorage chosen() {
      return fold
          ? WeightStorage.FOLDED
          : variables ? WeightStorage.VARIABLES : WeightStorage.CONSTANTS;
    }
  }

  @Override
  public Integer call() throws Exception {
    Run run = Run.open(folder, Map.of());
    Path base = to == null ? run.exports() : to.resolve(run.recipe().network());
    try (Checkpoints.Checkpoint chosen = checkpoint.of(run, err())) {
      Path version =
          Interruption.after(() -> TrainedModel.export(run, chosen, storage.chosen(), base));
      out().printf("exported step %,d to %s%n", chosen.step(), version);
      return 0;
    }
  }
}
