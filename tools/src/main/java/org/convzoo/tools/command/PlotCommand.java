package org.convzoo.tools.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.convzoo.tools.picture.GradientCurves;
import org.convzoo.tools.picture.LearningCurves;
import org.convzoo.tools.picture.Picture;
import org.convzoo.tools.terminal.ConsoleCommand;
import org.convzoo.tools.terminal.Output;
import org.convzoo.train.run.Curves;
import org.convzoo.train.run.LayerNorms;
import org.convzoo.train.run.Run;
import org.knowm.xchart.internal.chartpart.Chart;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "plot",
    description =
        "Draw the learning curves of one or several runs, or the gradients of their layers.",
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  convzoo plot runs/lenet",
      "  convzoo plot runs/lenet runs/lenet-bn --to curves.svg",
      "  convzoo plot runs/alexnet --by step --to steps.png",
      "  convzoo plot runs/plain56 runs/resnet56 --gradients --to gradients.png"
    })
public final class PlotCommand extends ConsoleCommand {

  private static final double TENSORBOARDS = 0.6;

  @Parameters(paramLabel = "RUN", arity = "1..*", description = "Directories of runs.")
  private List<Path> folders;

  @Option(
      names = "--to",
      paramLabel = "FILE",
      defaultValue = "curves.png",
      description = "A new file, .png or .svg. Default: ${DEFAULT-VALUE}.")
  private Path to;

  @Option(
      names = "--by",
      paramLabel = "POINT",
      defaultValue = "epoch",
      description =
          "epoch, or step: the loss and accuracy of every 20th batch. Default: ${DEFAULT-VALUE}.")
  private Point by;

  @Option(
      names = "--smoothing",
      paramLabel = "SHARE",
      description =
          "With --by step: what a moving average keeps at each point, 0 for none to below 1. The"
              + " single batches stay, faint. Default: 0.6, as in TensorBoard.")
  private Double smoothing;

  @Option(
      names = "--gradients",
      description =
          "Instead, of runs that were trained with --watch gradients: the norms of gradients and"
              + " updates by layer, dashed at the first step that was watched, solid at the last.")
  private boolean gradients;

  @Mixin private Output output;

  private enum Point {
    EPOCH,
    STEP
  }

  @Override
  public Integer call() throws IOException {
    if (gradients && by == Point.STEP) {
      throw wrongCall("--gradients is by layer: --by goes with learning curves");
    }
    if (smoothing != null && by != Point.STEP) {
      throw wrongCall("--smoothing is for single batches: it goes with --by step");
    }
    if (smoothing != null && !(smoothing >= 0 && smoothing < 1)) {
      throw wrongCall("--smoothing must be at least 0 and below 1, got " + smoothing);
    }
    Picture.requireWritable(to, output);
    Picture.write(to, gradients ? gradientCurves() : learningCurves(), output);
    out().printf("drawn in %s%n", to);
    return 0;
  }

  private List<Chart<?, ?>> learningCurves() throws IOException {
    Map<String, Curves> runs = new LinkedHashMap<>();
    for (Path folder : folders) {
      Run run = Run.open(folder, Map.of());
      runs.put(name(folder), by == Point.STEP ? Curves.bySteps(run) : Curves.byEpochs(run));
    }
    return by == Point.STEP
        ? LearningCurves.bySteps(runs, smoothing == null ? TENSORBOARDS : smoothing)
        : LearningCurves.byEpochs(runs);
  }

  private List<Chart<?, ?>> gradientCurves() throws IOException {
    Map<String, List<LayerNorms.Row>> runs = new LinkedHashMap<>();
    for (Path folder : folders) {
      runs.put(name(folder), LayerNorms.read(Run.open(folder, Map.of())));
    }
    return GradientCurves.charts(runs);
  }

  /** The folder's own name, or all of its path where another run's folder has the same name. */
  private String name(Path folder) {
    Path name = folder.toAbsolutePath().normalize().getFileName();
    long same = folders.stream().filter(f -> f.toAbsolutePath().normalize().endsWith(name)).count();
    return same > 1 ? folder.toString() : name.toString();
  }
}
