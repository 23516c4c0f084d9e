package org.convzoo.tools.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.convzoo.UsageException;
import org.convzoo.export.WeightStorage;
import org.convzoo.export.onnx.OnnxExporter;
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
    description = "Export a run's checkpoint as a SavedModel or ONNX model, as the next version.",
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  convzoo export runs/lenet",
      "  convzoo export runs/lenet --checkpoint last --to /srv/models",
      "  convzoo export runs/resnet20 --fold",
      "  convzoo export runs/lenet --format onnx"
    })
public final class ExportCommand extends ConsoleCommand {

  private enum Format {
    SAVEDMODEL,
    ONNX
  }

  @Parameters(paramLabel = "RUN", description = "Directory of a run.")
  private Path folder;

  @Mixin private CheckpointOption checkpoint;

  @Option(
      names = "--to",
      paramLabel = "DIR",
      description = "Writes DIR/NETWORK/VERSION. Default: RUN/export; of ONNX models RUN/onnx.")
  private Path to;

  @Option(
      names = "--format",
      defaultValue = "savedmodel",
      description =
          "savedmodel, or onnx: one file of opset 17 for ONNX Runtime, Triton, OpenVINO or"
              + " TensorRT, with batch norms folded. Default: ${DEFAULT-VALUE}.")
  private Format format;

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
    if (format == Format.ONNX && storage.variables) {
      throw new UsageException(
          "an ONNX model holds its weights as constants: leave out --variables");
    }
    Run run = Run.open(folder, Map.of());
    try (Checkpoints.Checkpoint chosen = checkpoint.of(run, err())) {
      Path version = Interruption.after(() -> export(run, chosen));
      out().printf("exported step %,d to %s%n", chosen.step(), version);
      return 0;
    }
  }

  private Path export(Run run, Checkpoints.Checkpoint chosen) throws IOException {
    if (format == Format.ONNX) {
      Path version = TrainedModel.exportOnnx(run, chosen, base(run, run.onnxExports()));
      return version.resolve(OnnxExporter.NAME);
    }
    return TrainedModel.export(run, chosen, storage.chosen(), base(run, run.exports()));
  }

  private Path base(Run run, Path usual) {
    return to == null ? usual : to.resolve(run.recipe().network());
  }
}
