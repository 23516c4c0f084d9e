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
      "  convzoo export runs/lenet --variables"
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

  @Option(
      names = "--variables",
      description =
          "Keep the weights in variables beside the graph, as training programs have them. Default:"
              + " constants in the graph, which is faster to serve.")
  private boolean variables;

  @Override
  public Integer call() throws Exception {
    Run run = Run.open(folder, Map.of());
    Path base = to == null ? run.exports() : to.resolve(run.recipe().network());
    WeightStorage weights = variables ? WeightStorage.VARIABLES : WeightStorage.CONSTANTS;
    try (Checkpoints.Checkpoint chosen = checkpoint.of(run, err())) {
      Path version = Interruption.after(() -> TrainedModel.export(run, chosen, weights, base));
      out().printf("exported step %,d to %s%n", chosen.step(), version);
      return 0;
    }
  }
}
